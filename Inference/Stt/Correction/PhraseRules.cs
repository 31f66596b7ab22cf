using System.Text.Json;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Correction;

/// <summary>
/// Phrases that are written otherwise than they are heard: whole words, whatever their case, the longest phrase first. Immutable.
/// </summary>
internal sealed class PhraseRules
{
    public const int MostRules = 500;
    public const int MostCharacters = 100;

    private readonly (string[] From, string[] To)[] _rules;

    private PhraseRules(IEnumerable<(string[] From, string[] To)> rules) =>
        _rules = [.. rules.OrderByDescending(rule => rule.From.Length)];

    /// <summary>None.</summary>
    public static PhraseRules Empty { get; } = new([]);

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>As <see cref="Parse"/> reads them.</summary>
    public override string ToString() =>
        string.Join(',', _rules.Select(rule => $"{string.Join(' ', rule.From)}={string.Join(' ', rule.To)}"));

    /// <param name="text"><c>from=to</c>, separated by commas, or a JSON object; empty for none.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: says what is wrong.</exception>
    public static PhraseRules Parse(string text)
    {
        (string From, string To)[] rules = [.. text.TrimStart().StartsWith('{') ? OfJson(text) : OfList(text)];
        if (rules.Length > MostRules)
        {
            throw Bad($"has {rules.Length} rules: give at most {MostRules}");
        }

        foreach ((string from, string to) in rules)
        {
            if (WordsOf(from).Length == 0 || from.Length > MostCharacters || to.Length > MostCharacters || (from + to).Any(char.IsControl))
            {
                throw Bad($"is from=to, separated by commas: a phrase of 1 to {MostCharacters} characters and one of at most as many");
            }
        }

        return rules.Length == 0 ? Empty : new PhraseRules(rules.Select(rule => (WordsOf(rule.From), WordsOf(rule.To))));
    }

    /// <summary>These before others.</summary>
    public PhraseRules Before(PhraseRules others) => IsEmpty ? others : others.IsEmpty ? this : new([.. _rules, .. others._rules]);

    /// <returns>The same list where no phrase is in it. A word that took the place of others has what was heard.</returns>
    public IReadOnlyList<SttWord> Apply(IReadOnlyList<SttWord> words)
    {
        if (IsEmpty)
        {
            return words;
        }

        List<SttWord> result = new(words.Count);
        bool isChanged = false;
        for (int at = 0; at < words.Count;)
        {
            if (Find(words, at) is { } rule)
            {
                result.AddRange(Replace(words, at, rule));
                at += rule.From.Length;
                isChanged = true;
            }
            else
            {
                result.Add(words[at++]);
            }
        }

        return isChanged ? result : words;
    }

    private (string[] From, string[] To)? Find(IReadOnlyList<SttWord> words, int at)
    {
        foreach ((string[] From, string[] To) rule in _rules)
        {
            if (at + rule.From.Length <= words.Count && Matches(words, at, rule.From))
            {
                return rule;
            }
        }

        return null;
    }

    private static bool Matches(IReadOnlyList<SttWord> words, int at, string[] phrase)
    {
        for (int i = 0; i < phrase.Length; i++)
        {
            string word = words[at + i].Text;
            bool isLast = i == phrase.Length - 1;
            if (!(isLast ? word[..^MarksOf(word).Length] : word).Equals(phrase[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The new words share the time of the old ones, and keep the mark behind them.</summary>
    private static IEnumerable<SttWord> Replace(IReadOnlyList<SttWord> words, int at, (string[] From, string[] To) rule)
    {
        SttWord[] old = [.. words.Skip(at).Take(rule.From.Length)];
        string heard = string.Join(' ', old.Select(word => word.Heard ?? word.Text));
        string marks = MarksOf(old[^1].Text);
        double step = (old[^1].End - old[0].Start) / Math.Max(1, rule.To.Length);
        float confidence = old.Average(word => word.Confidence);
        return rule.To.Select((text, i) => new SttWord(
            i == rule.To.Length - 1 ? text + marks : text,
            old[0].Start + (i * step),
            old[0].Start + ((i + 1) * step),
            confidence,
            i == 0 && old[0].Glued)
        {
            Heard = i == 0 ? heard : null,
        });
    }

    private static string MarksOf(string word)
    {
        int end = word.Length;
        while (end > 1 && char.IsPunctuation(word[end - 1]))
        {
            end--;
        }

        return word[end..];
    }

    private static string[] WordsOf(string phrase) =>
        phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(string, string)> OfList(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(item => item.IndexOf('=') is > 0 and var at
            ? (item[..at].Trim(), item[(at + 1)..].Trim())
            : throw Bad($"'{(item.Length > 40 ? item[..40] + "…" : item)}' is not from=to"));

    private static IEnumerable<(string, string)> OfJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateObject().Select(rule => (rule.Name, rule.Value.GetString() ?? ""))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Bad("is not an object of phrases and what to write for them");
        }
    }

    private static StreamException Bad(string mistake) => new(StreamError.ClientBadRequest, $"replace {mistake}.", "replace");
}
