using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>
/// Cuts utterances into cues that can be read: at most two lines of 42 characters and seven seconds, as the style guides of
/// broadcasters have it (BBC, Netflix). It cuts at punctuation and pauses rather than elsewhere, by the shortest path over all cuts.
/// Pure.
/// </summary>
internal static class CueCutter
{
    public const int LineCharacters = 42;
    public const double MostSeconds = 7;

    /// <summary>A pause of that length is as good a place as the end of a sentence.</summary>
    private const double LongPause = 0.6;

    // What a cue costs by itself, a cut by where it is, and a cue by how far it is from a comfortable length.
    private const double OfACue = 1;
    private const double OfACut = 3;
    private const double OfImbalance = 1.5;
    private const double ComfortableCharacters = 60;

    /// <param name="texts">Utterances.</param>
    /// <param name="reserved">Characters of the first line that are for something else.</param>
    /// <returns>In order of time.</returns>
    public static IReadOnlyList<Cue> Cut(IEnumerable<SttText> texts, int reserved = 0)
    {
        List<Cue> cues = [];
        foreach (SttText text in texts.Where(text => text.Text.Length > 0))
        {
            cues.AddRange(Cut(text, reserved));
        }

        return [.. cues.OrderBy(cue => cue.Start)];
    }

    private static List<Cue> Cut(SttText text, int reserved)
    {
        SttWord[] words = [.. WordsOf(text).SelectMany(word => Split(word, LineCharacters - reserved))];
        double[] best = new double[words.Length + 1];
        int[] from = new int[words.Length + 1];
        for (int end = 1; end <= words.Length; end++)
        {
            best[end] = double.PositiveInfinity;
            for (int start = end - 1; start >= 0; start--)
            {
                ReadOnlySpan<SttWord> cue = words.AsSpan(start, end - start);
                bool fits = IsShort(cue) && BreakOf(cue, reserved) is not null;
                if (!fits && start < end - 1)
                {
                    break;
                }

                double cost = best[start] + CostOf(cue, end < words.Length ? words[end] : null);
                if (cost < best[end])
                {
                    (best[end], from[end]) = (cost, start);
                }
            }
        }

        List<Cue> cues = [];
        for (int end = words.Length; end > 0; end = from[end])
        {
            cues.Add(Make(words.AsSpan(from[end], end - from[end]), reserved, text));
        }

        cues.Reverse();
        return cues;
    }

    /// <summary>A model that tells no words has them at even distances.</summary>
    private static IReadOnlyList<SttWord> WordsOf(SttText text)
    {
        if (text.Words.Count > 0)
        {
            return text.Words;
        }

        string[] words = text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double step = (text.End - text.Start) / words.Length;
        return
        [
            .. words.Select((word, index) => new SttWord(
                word, text.Start + (index * step), text.Start + ((index + 1) * step), text.Confidence)),
        ];
    }

    /// <summary>A word that is longer than a line, and one that lasts longer than a cue (an address, a sung vowel).</summary>
    private static IEnumerable<SttWord> Split(SttWord word, int most)
    {
        if (word.End - word.Start > MostSeconds)
        {
            word = word with { End = word.Start + MostSeconds };
        }

        if (word.Text.Length <= most)
        {
            return [word];
        }

        List<SttWord> pieces = [];
        double perCharacter = (word.End - word.Start) / word.Text.Length;
        for (int at = 0; at < word.Text.Length;)
        {
            int length = Math.Min(most, word.Text.Length - at);
            length -= at + length < word.Text.Length && char.IsHighSurrogate(word.Text[at + length - 1]) ? 1 : 0;
            pieces.Add(word with
            {
                Text = word.Text.Substring(at, length),
                Start = word.Start + (at * perCharacter),
                End = word.Start + ((at + length) * perCharacter),
                Glued = at > 0 || word.Glued,
            });
            at += length;
        }

        return pieces;
    }

    private static bool IsShort(ReadOnlySpan<SttWord> cue) => cue[^1].End - cue[0].Start <= MostSeconds;

    /// <summary>Where the second line begins: the cue's length for one line; null where two do not hold it.</summary>
    private static int? BreakOf(ReadOnlySpan<SttWord> cue, int reserved)
    {
        int whole = reserved + LengthOf(cue);
        if (whole <= LineCharacters)
        {
            return cue.Length;
        }

        if (whole > (2 * LineCharacters) + 1)
        {
            return null;
        }

        int? found = null;
        double least = double.PositiveInfinity;
        for (int at = 1; at < cue.Length; at++)
        {
            (int first, int second) = (reserved + LengthOf(cue[..at]), LengthOf(cue[at..]));
            double cost = (Math.Abs(first - second) / (double)LineCharacters) + PlaceCost(cue[at - 1], cue[at]);
            if (first <= LineCharacters && second <= LineCharacters && cost < least)
            {
                (found, least) = (at, cost);
            }
        }

        return found;
    }

    private static int LengthOf(ReadOnlySpan<SttWord> words)
    {
        int length = 0;
        for (int i = 0; i < words.Length; i++)
        {
            length += words[i].Text.Length + (i > 0 && !words[i].Glued ? 1 : 0);
        }

        return length;
    }

    private static double CostOf(ReadOnlySpan<SttWord> cue, SttWord? next)
    {
        double imbalance = (LengthOf(cue) - ComfortableCharacters) / ComfortableCharacters;
        return OfACue + (OfImbalance * imbalance * imbalance) + (next is { } word ? OfACut * PlaceCost(cue[^1], word) : 0);
    }

    /// <summary>From 0, the end of a sentence or a long pause, to 1, the middle of a phrase.</summary>
    private static double PlaceCost(SttWord before, SttWord after)
    {
        double pause = 1 - Math.Min(1, Math.Max(0, after.Start - before.End) / LongPause);
        double mark = before.Text[^1] switch
        {
            '.' or '?' or '!' or '…' or '。' or '？' or '！' or '।' or '॥' => 0,
            ',' or ';' or ':' or '–' or '—' or '、' or '，' => 0.35,
            _ => 1,
        };
        return Math.Min(pause, mark);
    }

    private static Cue Make(ReadOnlySpan<SttWord> cue, int reserved, SttText text)
    {
        int second = BreakOf(cue, reserved) ?? cue.Length;
        SttWord[] words = cue.ToArray();
        string[] lines = second == words.Length
            ? [WordBuilder.Join(words)]
            : [WordBuilder.Join(words[..second]), WordBuilder.Join(words[second..])];
        return new Cue(words[0].Start, words[^1].End, lines, words.Average(word => word.Confidence), text);
    }
}
