using Xunit.Abstractions;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>The bundled voices read Hindi and Telugu too.</summary>
public sealed class TtsLanguageTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("नमस्ते, आप कैसे हैं?", "Mitra")]
    [InlineData("बच्चे बगीचे में खेल रहे हैं और माँ रसोई में खाना बना रही है।", "Neer")]
    [InlineData("आज मौसम अच्छा है। हम बाज़ार जाएंगे। वहाँ सब्ज़ियाँ सस्ती मिलती हैं।", "Aria")]
    [InlineData("पिताजी ने 25 किताबें खरीदीं।", "Bittu")]
    [InlineData("మీరు ఎలా ఉన్నారు?", "Dhruva")]
    [InlineData("పిల్లలు పాఠశాలకు వెళ్తున్నారు, అమ్మ వంట చేస్తోంది.", "Veda")]
    [InlineData("ఈ రోజు వర్షం రావచ్చు. గొడుగు తీసుకెళ్ళండి. సాయంత్రం త్వరగా రండి.", "Mira")]
    public async Task Speech_is_as_long_as_its_text_takes(string text, string speaker)
    {
        Wav wav = await server.Client.SpeakAsync(new { text, speaker, seed = 1 });
        double each = wav.Seconds / text.Length;
        output.WriteLine($"{wav.Seconds:F2} s, {each:F3} s a character");
        Assert.InRange(each, 0.055, 0.2);
        Assert.True(wav.Samples.Max(sample => Math.Abs((int)sample)) > 2000);
    }
}
