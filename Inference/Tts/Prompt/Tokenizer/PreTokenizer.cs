using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>Splits normalised text into the words within which bytes or characters are merged.</summary>
internal sealed class PreTokenizer
{
    // The pattern of GPT-2, which ByteLevel applies itself when use_regex is set.
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private readonly List<Regex> _splits = [];
    private bool _prefixSpace;

    /// <summary>Words are made of the 256 byte characters.</summary>
    public bool IsByteLevel { get; private set; }

    /// <exception cref="NotSupportedException">A kind or behaviour that no model of this server uses.</exception>
    public static PreTokenizer Parse(JsonElement element)
    {
        PreTokenizer result = new();
        result.Add(element);
        return result;
    }

    public IEnumerable<string> Split(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        if (_prefixSpace && text[0] != ' ')
        {
            text = " " + text;
        }

        IEnumerable<string> words = [text];
        foreach (Regex split in _splits)
        {
            words = words.SelectMany(word => Isolate(word, split));
        }

        return words;
    }

    private void Add(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        string type = element.GetProperty("type").GetString()!;
        switch (type)
        {
            case "Sequence":
                foreach (JsonElement part in element.GetProperty("pretokenizers").EnumerateArray())
                {
                    Add(part);
                }

                break;

            case "Split" when element.GetProperty("behavior").GetString() == "Isolated" && !element.GetProperty("invert").GetBoolean():
                _splits.Add(TextTransforms.PatternOf(element.GetProperty("pattern")));
                break;

            case "ByteLevel":
                IsByteLevel = true;
                _prefixSpace = element.GetProperty("add_prefix_space").GetBoolean();
                if (!element.TryGetProperty("use_regex", out JsonElement useRegex) || useRegex.GetBoolean())
                {
                    _splits.Add(new Regex(Gpt2Pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled));
                }

                break;

            default:
                throw new NotSupportedException($"pre_tokenizer '{type}'");
        }
    }

    /// <summary>Matches and what lies between them, in order; nothing is dropped.</summary>
    private static IEnumerable<string> Isolate(string word, Regex pattern)
    {
        int at = 0;
        foreach ((int index, int length) in Matches(pattern, word))
        {
            if (index > at)
            {
                yield return word[at..index];
            }

            if (length > 0)
            {
                yield return word.Substring(index, length);
            }

            at = index + length;
        }

        if (at < word.Length)
        {
            yield return word[at..];
        }
    }

    private static List<(int Index, int Length)> Matches(Regex pattern, string word)
    {
        List<(int Index, int Length)> matches = [];
        foreach (ValueMatch match in pattern.EnumerateMatches(Shadow(word)))
        {
            matches.Add((match.Index, match.Length));
        }

        return matches;
    }

    /// <summary>
    /// .NET's expressions see a letter outside the basic plane as two surrogates, which are no letters. Both are replaced by
    /// a letter of the same length for matching only.
    /// </summary>
    private static string Shadow(string word)
    {
        if (!word.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return word;
        }

        return string.Create(word.Length, word, static (shadow, source) =>
        {
            source.CopyTo(shadow);
            for (int i = 0; i + 1 < source.Length; i++)
            {
                if (char.IsSurrogatePair(source, i) && char.IsLetter(source, i))
                {
                    shadow[i] = shadow[i + 1] = 'ª';
                }
            }
        });
    }
}
