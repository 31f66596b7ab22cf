using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Testing;

/// <summary>
/// Whether a long text ends in the voice in which it began. The chunks of the speech are taken in sections; the distance
/// between the first and the last section is held against the distances between the halves of a section, where nobody
/// expects a change.
/// </summary>
internal sealed record VoiceConsistency
{
    /// <summary>Seconds of speech.</summary>
    public required double Seconds { get; init; }

    public required int Chunks { get; init; }

    /// <summary>From the first section to the last.</summary>
    public required VoiceDistance FirstToLast { get; init; }

    /// <summary>Largest between the halves of a section, each measure by itself.</summary>
    public required VoiceDistance Within { get; init; }

    public bool IsOneVoice => FirstToLast.IsWithin(Within);

    /// <summary>So many characters of different sentences.</summary>
    public static string Text(int characters)
    {
        string text = "";
        for (int i = 0; text.Length < characters; i++)
        {
            text += (i == 0 ? "" : " ") + Sentences.Pair(i);
        }

        return text[..(text.LastIndexOf('.', characters - 1) + 1)];
    }

    /// <summary>The samples of every chunk of one response.</summary>
    public static async Task<List<float[]>> SpeakAsync(TextToSpeech speech, Voice voice, string text, CancellationToken cancellation)
    {
        using TtsLease lease = speech.Enter();
        SpeechRequest request = new()
        {
            Text = text,
            Voice = voice,
            Sampling = SamplingSettings.Of(lease.Models.Spec.Sampling),
            Seed = 1,
        };
        List<List<float>> chunks = [];
        await foreach (SpeechPiece piece in lease.SpeakAsync(request, cancellation))
        {
            while (chunks.Count <= piece.Chunk)
            {
                chunks.Add([]);
            }

            chunks[piece.Chunk].AddRange(piece.Samples.Span);
        }

        return [.. chunks.Select(chunk => chunk.ToArray())];
    }

    /// <param name="chunks">Samples at 16 kHz; at least two for a section.</param>
    /// <param name="sections">How many; of equal numbers of chunks.</param>
    public static VoiceConsistency Measure(IReadOnlyList<float[]> chunks, int sections)
    {
        int each = chunks.Count / sections;
        VoiceStatistics Of(int from, int count) => new([.. chunks.Skip(from).Take(count).SelectMany(chunk => chunk)]);
        VoiceDistance[] within = [.. Enumerable.Range(0, sections)
            .Select(section => Of(section * each, each / 2).To(Of((section * each) + (each / 2), each - (each / 2))))];
        return new VoiceConsistency
        {
            Seconds = chunks.Sum(chunk => chunk.Length) / 16000.0,
            Chunks = chunks.Count,
            FirstToLast = Of(0, each).To(Of(chunks.Count - each, each)),
            Within = new VoiceDistance(within.Max(one => one.SpectrumDb), within.Max(one => one.SpreadDb),
                within.Max(one => one.PitchSemitones)),
        };
    }
}
