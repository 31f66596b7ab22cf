using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Testing;

/// <summary>Word errors of a loaded recogniser on recordings in one shape.</summary>
internal static class AccuracyRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <param name="speech">Loaded.</param>
    /// <param name="shape">How the recordings reach it.</param>
    /// <param name="recordings">16 kHz mono samples in [-1, 1], and what is said.</param>
    /// <returns>Wrong words and words said.</returns>
    public static async Task<(int Errors, int Words)> RunAsync(
        SpeechToText speech, AudioShape shape, IEnumerable<(string Text, float[] Samples)> recordings)
    {
        (int errors, int words) = (0, 0);
        int seed = 0;
        foreach ((string text, float[] samples) in recordings)
        {
            string[] said = WordErrors.Words(text);
            string[] heard = WordErrors.Words(await HearAsync(speech, shape, samples, seed++));
            errors += WordErrors.Count(said, heard);
            words += said.Length;
        }

        return (errors, words);
    }

    private static async Task<string> HearAsync(SpeechToText speech, AudioShape shape, float[] samples, int seed)
    {
        SttOutbox outbox = new();
        SttSession session = speech.Open(shape.Settings, outbox);
        foreach (byte[] message in shape.Encode(samples, seed))
        {
            await session.PushAsync(message, TimeProvider.System.GetTimestamp(), default).WaitAsync(Limit);
        }

        await session.FinishAsync(null, default).WaitAsync(Limit);
        List<string> texts = [];
        while (await outbox.TakeAsync(default) is { } item)
        {
            if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
            {
                texts.Add(text.Text);
            }
        }

        return string.Join(' ', texts);
    }
}
