using System.Collections.Frozen;

namespace StreamServer.Normalization.Text;

/// <summary>The emotion tags that a voice model knows, and the ways in which people write them.</summary>
internal static class EmotionTags
{
    /// <summary>Longest text between the brackets that is looked at as a tag.</summary>
    public const int MaxLength = 32;

    /// <summary>The tags, without brackets.</summary>
    public static readonly IReadOnlyList<string> All =
        ["angry", "curious", "excited", "giggle", "laughs harder", "laughs", "screams", "sighs", "sings", "whispers"];

    private static readonly FrozenDictionary<string, string> Variants = new Dictionary<string, string>
    {
        ["anger"] = "angry",
        ["angrily"] = "angry",
        ["curiously"] = "curious",
        ["excitedly"] = "excited",
        ["excitement"] = "excited",
        ["giggles"] = "giggle",
        ["giggling"] = "giggle",
        ["giggled"] = "giggle",
        ["laugh harder"] = "laughs harder",
        ["laughing harder"] = "laughs harder",
        ["laugh hard"] = "laughs harder",
        ["laughs hard"] = "laughs harder",
        ["laughs_harder"] = "laughs harder",
        ["laughs-harder"] = "laughs harder",
        ["laugh"] = "laughs",
        ["laughing"] = "laughs",
        ["laughed"] = "laughs",
        ["laughter"] = "laughs",
        ["scream"] = "screams",
        ["screaming"] = "screams",
        ["screamed"] = "screams",
        ["sigh"] = "sighs",
        ["sighing"] = "sighs",
        ["sighed"] = "sighs",
        ["sing"] = "sings",
        ["singing"] = "sings",
        ["whisper"] = "whispers",
        ["whispering"] = "whispers",
        ["whispered"] = "whispers",
    }
        .Concat(All.ToDictionary(tag => tag))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Variants.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The tag that a text between brackets stands for; null when it is none.</summary>
    public static string? Find(ReadOnlySpan<char> inside) =>
        inside.Length <= MaxLength && Lookup.TryGetValue(inside.Trim(), out string? tag) ? tag : null;

    /// <summary>Length of the tag, brackets included, that starts at an index in its exact form; 0 when there is none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        if (text.At(start) != '[')
        {
            return 0;
        }

        ReadOnlySpan<char> rest = text.Slice(start + 1, Math.Min(MaxLength, text.Length - start - 1));
        int close = rest.IndexOf(']');
        return close > 0 && Find(rest[..close]) is { } tag && rest[..close].SequenceEqual(tag) ? close + 2 : 0;
    }

    /// <summary>The text without the tags that are not among <paramref name="known"/>.</summary>
    public static string Keep(string text, IReadOnlyList<string> known)
    {
        int at = text.IndexOf('[');
        if (at < 0 || known.Count == All.Count)
        {
            return text;
        }

        System.Text.StringBuilder kept = new(text.Length);
        int from = 0;
        while (at >= 0)
        {
            int length = LengthAt(text, at);
            int end = at + length;
            if (length > 0 && !known.Contains(text[(at + 1)..(end - 1)]))
            {
                // One space of the two around it goes with it.
                kept.Append(text, from, at - from);
                from = end < text.Length && text[end] == ' ' && (kept.Length == 0 || kept[^1] is ' ' or '\n') ? end + 1 : end;
            }

            at = text.IndexOf('[', Math.Max(at + 1, end));
        }

        return kept.Append(text, from, text.Length - from).ToString();
    }
}
