using System.Numerics.Tensors;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Models.SenseVoice;

/// <summary>
/// The four tag frames that stand before the text: language, emotion, event, inverse normalisation. Tags are found by their
/// string in the vocabulary, so that any checkpoint's ids work. Immutable, thread-safe.
/// </summary>
internal sealed class SenseVoiceTags
{
    /// <summary>Frames before the text.</summary>
    public const int Frames = 4;

    private const string NoSpeechName = "nospeech";

    // FunASR, funasr/models/sense_voice/model.py and postprocess_utils.py.
    private static readonly string[] EmotionNames =
        ["HAPPY", "SAD", "ANGRY", "NEUTRAL", "FEARFUL", "DISGUSTED", "SURPRISED", "OTHER", "EMO_UNKNOWN"];

    private static readonly string[] EventNames =
        ["Speech", "BGM", "Laughter", "Applause", "Cry", "Sneeze", "Breath", "Cough", "Sing", "Speech_Noise", "GBG", "Event_UNK"];

    private static readonly string[] SilentEvents = ["speech", "event_unk"];

    private readonly (int Id, string Name)[] _languages;
    private readonly (int Id, string Name)[] _emotions;
    private readonly (int Id, string Name)[] _events;

    public SenseVoiceTags(TokenTable tokens)
    {
        _languages = [.. Languages(tokens)];
        _emotions = [.. Known(tokens, EmotionNames)];
        _events = [.. Known(tokens, EventNames)];
    }

    /// <summary>Fills in the members that the tags tell.</summary>
    /// <param name="transcript">Of the same job.</param>
    /// <param name="scores">[4, vocabulary]: the logits of the tag frames.</param>
    /// <param name="vocabulary">Values of a row.</param>
    public SttTranscript Read(SttTranscript transcript, ReadOnlySpan<float> scores, int vocabulary)
    {
        TagScore[] languages = Softmax(_languages, scores[..vocabulary]);
        TagScore[] events = Softmax(_events, scores.Slice(2 * vocabulary, vocabulary));
        return transcript with
        {
            Languages = [.. Renormalise(languages)],
            NoSpeech = languages.FirstOrDefault(tag => tag.Name == NoSpeechName).Score,
            Emotions = Softmax(_emotions, scores.Slice(vocabulary, vocabulary)),
            Events = events.Length > 0 && !SilentEvents.Contains(events[0].Name) ? [events[0].Name] : [],
        };
    }

    /// <summary>Probabilities among the tags of one group, best first.</summary>
    private static TagScore[] Softmax((int Id, string Name)[] group, ReadOnlySpan<float> row)
    {
        if (group.Length == 0)
        {
            return [];
        }

        float[] scores = new float[group.Length];
        for (int i = 0; i < group.Length; i++)
        {
            scores[i] = row[group[i].Id];
        }

        TensorPrimitives.SoftMax<float>(scores, scores);
        return [.. group.Zip(scores, (tag, score) => new TagScore(tag.Name, score)).OrderByDescending(tag => tag.Score)];
    }

    /// <summary>The languages without "nobody speaks", again with the sum 1.</summary>
    private static IEnumerable<TagScore> Renormalise(TagScore[] languages)
    {
        float spoken = languages.Where(tag => tag.Name != NoSpeechName).Sum(tag => tag.Score);
        return spoken <= 0
            ? []
            : languages.Where(tag => tag.Name != NoSpeechName).Select(tag => tag with { Score = tag.Score / spoken });
    }

    /// <summary>Every tag of two or three small letters, and "nobody speaks".</summary>
    private static IEnumerable<(int Id, string Name)> Languages(TokenTable tokens)
    {
        for (int id = 0; id < tokens.Count; id++)
        {
            if (NameOf(tokens[id]) is { } name && (name == NoSpeechName || (name.Length is 2 or 3 && name.All(char.IsAsciiLetterLower))))
            {
                yield return (id, name);
            }
        }
    }

    private static IEnumerable<(int Id, string Name)> Known(TokenTable tokens, string[] names) =>
        from name in names
        let id = tokens.Find($"<|{name}|>")
        where id is not null
        select (id.Value, name == "EMO_UNKNOWN" ? "unknown" : name.ToLowerInvariant());

    /// <summary>What stands between <c>&lt;|</c> and <c>|&gt;</c>; null for an ordinary piece.</summary>
    public static string? NameOf(string piece) =>
        piece.Length > 4 && piece.StartsWith("<|", StringComparison.Ordinal) && piece.EndsWith("|>", StringComparison.Ordinal)
            ? piece[2..^2]
            : null;
}
