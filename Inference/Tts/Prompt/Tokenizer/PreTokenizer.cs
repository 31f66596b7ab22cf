using System.Globalization;
using System.Text;
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
        if (!word.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            foreach (ValueMatch match in pattern.EnumerateMatches(word))
            {
                matches.Add((match.Index, match.Length));
            }

            return matches;
        }

        (string shadow, int[] starts) = Shadow(word);
        foreach (ValueMatch match in pattern.EnumerateMatches(shadow))
        {
            int start = starts[match.Index];
            matches.Add((start, starts[match.Index + match.Length] - start));
        }

        return matches;
    }

    /// <summary>
    /// .NET's expressions see a character outside the basic plane as two surrogates, which are neither letters nor numbers. For matching
    /// only, one character of the basic plane and of the same kind stands in the place of both.
    /// </summary>
    /// <returns>The text to match, and where in <paramref name="word"/> each of its characters begins, with the end of all.</returns>
    private static (string Shadow, int[] Starts) Shadow(string word)
    {
        StringBuilder shadow = new(word.Length);
        List<int> starts = new(word.Length + 1);
        for (int at = 0; at < word.Length;)
        {
            starts.Add(at);
            if (Rune.TryGetRuneAt(word, at, out Rune rune) && !rune.IsBmp)
            {
                shadow.Append(Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.UppercaseLetter => 'Ā',
                    UnicodeCategory.LowercaseLetter => 'ā',
                    UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => 'ª',
                    UnicodeCategory.DecimalDigitNumber => '\u0660',
                    UnicodeCategory.LetterNumber => 'Ⅰ',
                    UnicodeCategory.OtherNumber => '²',
                    UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => '\u0300',
                    _ => '☺',
                });
                at += rune.Utf16SequenceLength;
            }
            else
            {
                shadow.Append(word[at++]);
            }
        }

        starts.Add(word.Length);
        return (shadow.ToString(), [.. starts]);
    }
}
