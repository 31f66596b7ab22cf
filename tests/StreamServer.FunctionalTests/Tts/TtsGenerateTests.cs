namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsGenerateTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Text = "Please call me back when you get home, I have some good news for you. It will not take long.";

    [Fact]
    public async Task The_answer_that_is_not_streamed_is_one_wav_with_a_right_header()
    {
        using HttpResponseMessage response = await server.Client.StartAsync(
            new { text = Text, stream = false, seed = 7, speaker = "Dhruva" });
        byte[] body = await response.Content.ReadAsByteArrayAsync().WaitAsync(ServerFixture.Limit);
        Wav wav = Wav.Parse(body);

        Assert.Equal(16000, wav.SampleRate);
        Assert.Equal((uint)body.Length - 8, wav.RiffSize);
        Assert.Equal((uint)body.Length - 44, wav.DataSize);
        Assert.InRange(wav.Seconds, 3, 12);
        Assert.Equal("vardan", Header(response, "X-Speaker"));
        Assert.Equal("7", Header(response, "X-Seed"));
        Assert.Equal("16000", Header(response, "X-Sample-Rate"));
        Assert.InRange(double.Parse(Header(response, "X-TTFB-ms"), System.Globalization.CultureInfo.InvariantCulture), 1, 60_000);
        Assert.InRange(double.Parse(Header(response, "X-RTF"), System.Globalization.CultureInfo.InvariantCulture), 0.001, 20);
        Assert.Equal(wav.Seconds, double.Parse(Header(response, "X-Audio-Seconds"), System.Globalization.CultureInfo.InvariantCulture),
            0.001);
        Assert.NotEmpty(Header(response, "X-Request-Id"));
    }

    [Fact]
    public async Task The_streamed_answer_has_the_same_samples_to_one_step()
    {
        Wav streamed = await server.Client.SpeakAsync(new { text = Text, stream = true, seed = 11 });
        Wav whole = await server.Client.SpeakAsync(new { text = Text, stream = false, seed = 11 });

        Assert.Equal(uint.MaxValue, streamed.DataSize);
        Assert.Equal(whole.Samples.Length, streamed.Samples.Length);
        for (int i = 0; i < whole.Samples.Length; i++)
        {
            Assert.InRange(streamed.Samples[i] - whole.Samples[i], -1, 1);
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_alone_and_among_seven_others()
    {
        var request = new { text = Text, seed = 3, speaker = "Mitra" };
        Wav alone = await server.Client.SpeakAsync(request);

        Task<Wav>[] others = [.. Enumerable.Range(0, 7).Select(i => server.Client.SpeakAsync(
            new { text = $"{Text} And here is another thing to say, number by number.", seed = 100 + i,
                speaker = i % 2 == 0 ? "Neer" : "Veda" }))];
        Wav among = await server.Client.SpeakAsync(request);
        await Task.WhenAll(others);

        Assert.Equal(alone.Samples, among.Samples);
        Assert.NotEqual(alone.Samples, (await server.Client.SpeakAsync(request with { seed = 4 })).Samples);
    }

    [Fact]
    public async Task The_first_bytes_come_before_the_last_token()
    {
        string text = string.Join(' ', Enumerable.Repeat("The neighbours are painting their fence this weekend.", 20));
        using HttpResponseMessage response = await server.Client.StartAsync(new { text, seed = 1 });
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] start = new byte[44 + (320 * 2)];
        await body.ReadExactlyAsync(start).AsTask().WaitAsync(ServerFixture.Limit);

        // One slot is still speaking while the first audio is already here.
        string health = await server.Client.GetStringAsync("/v1/tts/health");
        Assert.Contains("\"slots_used\":1", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_voice_speaks_and_each_built_in_speaker_has_its_own_sound()
    {
        HashSet<int> checks = [];
        foreach (string speaker in new[] { "Mitra", "Neer", "Dhruva", "Veda" })
        {
            Wav wav = await server.Client.SpeakAsync(new { text = "Good morning.", speaker, seed = 5, stream = false });
            Assert.InRange(wav.Seconds, 0.3, 4);
            Assert.True(wav.Samples.Max(sample => Math.Abs((int)sample)) > 2000, speaker);
            Assert.True(checks.Add(HashCode.Combine(wav.Samples.Length, wav.Samples[wav.Samples.Length / 2])), speaker);
        }
    }

    [Fact]
    public async Task The_voices_are_listed_with_both_names()
    {
        string voices = await server.Client.GetStringAsync("/v1/tts/voices");
        foreach (string name in new[] { "lipakshi", "Mitra", "reet", "Aaranya", "Nandini", "Taru", "Nilay", "Neer", "vardan", "Dhruva",
            "anika", "Ira", "adarsh", "Veda", "krishna", "Aria", "Aarvi", "Asha", "Bittu", "Mira" })
        {
            Assert.Contains($"\"{name}\"", voices, StringComparison.Ordinal);
        }
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
