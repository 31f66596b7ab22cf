using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Resolves the HTML character references that are met in pasted text: the common names and every number.</summary>
internal sealed class CharacterReferenceRule : ITextRule
{
    private const int MaxLength = 10;

    private static readonly FrozenDictionary<string, char> Names = new Dictionary<string, char>
    {
        ["amp"] = '&',
        ["lt"] = '<',
        ["gt"] = '>',
        ["quot"] = '"',
        ["apos"] = '\'',
        ["rsquo"] = '\'',
        ["lsquo"] = '\'',
        ["ldquo"] = '"',
        ["rdquo"] = '"',
        ["nbsp"] = ' ',
        ["ndash"] = '\u2013',
        ["mdash"] = '\u2014',
        ["hellip"] = '\u2026',
        ["copy"] = '\u00A9',
        ["reg"] = '\u00AE',
        ["trade"] = '\u2122',
        ["euro"] = '\u20AC',
        ["pound"] = '\u00A3',
        ["yen"] = '\u00A5',
        ["cent"] = '\u00A2',
        ["deg"] = '\u00B0',
        ["times"] = '\u00D7',
        ["divide"] = '\u00F7',
        ["plusmn"] = '\u00B1',
        ["frac12"] = '\u00BD',
        ["frac14"] = '\u00BC',
        ["frac34"] = '\u00BE',
        ["sect"] = '\u00A7',
        ["rarr"] = '\u2192',
        ["bull"] = '\u2022',
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string,
        char>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();
    private const int MaxTag = 32;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("&");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(MaxLength, source.Length - at - 1));
        int end = rest.IndexOf(';');
        if (end < 2)
        {
            return at + 1;
        }

        ReadOnlySpan<char> name = rest[..end];
        Rune character = name[0] == '#' ? Number(name[1..]) : Named(name);
        if (character == default)
        {
            return at + 1;
        }

        // "&lt;div&gt;" is written so that the tag is seen: its name is said.
        int shown = name is "lt" ? ShownTag(source[(at + 4)..Math.Min(source.Length, at + 4 + MaxTag)]) : 0;
        if (shown > 0)
        {
            text.Replace(at, at + shown + 8, source.Slice(at + 4, shown));
            return text.Consumed;
        }

        Span<char> units = stackalloc char[2];
        text.Begin(at);
        text.Write(units[..character.EncodeToUtf16(units)]);
        text.EndExactly(at + end + 2);
        return text.Consumed;
    }

    private static int ShownTag(ReadOnlySpan<char> rest)
    {
        int length = rest.IndexOfAnyExcept(Characters.AsciiLetters);
        return length > 0 && rest[length..].StartsWith("&gt;") ? length : 0;
    }

    private static Rune Number(ReadOnlySpan<char> digits)
    {
        bool hexadecimal = digits.Length > 1 && digits[0] is 'x' or 'X';
        bool parsed = hexadecimal
            ? int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return parsed && value > 0 && Rune.TryCreate(value, out Rune character) ? character : default;
    }

    private static Rune Named(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out char character) ? new Rune(character) : default;
}
