namespace StreamServer.Normalization.Text;

/// <summary>
/// A place in a text, and readers that look or move from there. Looking outside the text gives NUL, never an exception. A reader that
/// finds nothing leaves the cursor where it was, so rules read like a list of alternatives: copy the cursor to try one.
/// </summary>
/// <remarks>Every reader looks at what it takes and one unit more, or at a number of units that it is told.</remarks>
internal ref struct TextCursor
{
    /// <summary>Longest word that <see cref="WordBefore"/> looks for, in UTF-16 units: no closed list holds a longer one.</summary>
    public const int MaxWord = 24;

    // Between a word and the cursor; more is no longer the same phrase.
    private const int MaxBlanks = 3;

    private readonly ReadOnlySpan<char> _text;

    // Nothing before this index is looked at.
    private readonly int _floor;

    /// <param name="text">The text.</param>
    /// <param name="at">Index to start at, 0 to the length of the text.</param>
    /// <param name="floor">Index before which nothing is looked at: <see cref="SpokenText.Consumed"/>, or 0.</param>
    public TextCursor(ReadOnlySpan<char> text, int at, int floor = 0)
    {
        _text = text;
        _floor = floor;
        At = at;
    }

    /// <summary>Index of the unit that is next.</summary>
    public int At { get; private set; }

    public readonly bool AtEnd => At >= _text.Length;

    public readonly bool AtDigit => char.IsAsciiDigit(Peek());

    /// <summary>Whether nothing word-like stands here: the word that was read last is whole.</summary>
    public readonly bool AtBoundary => AtEnd || !Characters.IsWord(_text[At]);

    /// <summary>As <see cref="AtBoundary"/>, or an Indic ending stands here, as on an acronym.</summary>
    public readonly bool AtLatinBoundary => AtEnd || !Characters.IsWord(_text[At]) || Characters.IsIndicLetterOrMark(_text[At]);

    /// <summary>Whether nothing word-like touches the cursor from the left.</summary>
    public readonly bool OpensWord => At == 0 || !Characters.IsWord(_text[At - 1]);

    /// <summary>What follows.</summary>
    public readonly ReadOnlySpan<char> Rest => _text[Math.Min(At, _text.Length)..];

    /// <summary>The unit <paramref name="ahead"/> places further on.</summary>
    public readonly char Peek(int ahead = 0) => _text.At(At + ahead);

    /// <summary>The unit <paramref name="back"/> places before the cursor, 1 being the nearest.</summary>
    public readonly char Before(int back = 1) => At - back < _floor ? '\0' : _text.At(At - back);

    /// <summary>What stands from an index to the cursor.</summary>
    public readonly ReadOnlySpan<char> Since(int start) => _text[start..At];

    /// <summary>A cursor some places further on, or back.</summary>
    public readonly TextCursor Moved(int by) => this with { At = Math.Clamp(At + by, _floor, _text.Length) };

    /// <summary>Takes one unit when it is <paramref name="character"/>.</summary>
    public bool Take(char character)
    {
        bool found = !AtEnd && _text[At] == character;
        At += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes one unit when it is one of some.</summary>
    /// <returns>The unit; NUL when it is none of them.</returns>
    public char TakeAny(ReadOnlySpan<char> characters) => !AtEnd && characters.Contains(_text[At]) ? _text[At++] : '\0';

    /// <summary>Takes characters that stand here exactly so.</summary>
    public bool Take(ReadOnlySpan<char> characters)
    {
        bool found = Rest.StartsWith(characters, StringComparison.Ordinal);
        At += found ? characters.Length : 0;
        return found;
    }

    /// <summary>Takes characters that stand here and end there.</summary>
    public bool TakeWhole(ReadOnlySpan<char> word)
    {
        TextCursor end = this;
        bool found = end.Take(word) && end.AtBoundary;
        At = found ? end.At : At;
        return found;
    }

    /// <summary>Takes at most one space.</summary>
    public bool TakeSpace() => Take(' ');

    /// <summary>Takes every space and tab.</summary>
    public void SkipBlanks() => At = _text.SkipBlanks(At);

    /// <summary>Takes one dash, with one space on both sides of it or on none.</summary>
    /// <returns>The dash; NUL when there is none.</returns>
    public char TakeDash()
    {
        TextCursor dash = this;
        bool spaced = dash.TakeSpace();
        char sign = dash.Peek();
        if (!Characters.IsDash(sign) || (dash.Peek(1) == ' ') != spaced)
        {
            return '\0';
        }

        At = dash.At + (spaced ? 2 : 1);
        return sign;
    }

    /// <summary>Takes the ASCII digits that stand here, when there are at most <paramref name="most"/>.</summary>
    /// <returns>The digits; empty when there are none or more.</returns>
    public ReadOnlySpan<char> TakeDigits(int most = int.MaxValue)
    {
        int end = At;
        while (end < _text.Length && end - At <= most && char.IsAsciiDigit(_text[end]))
        {
            end++;
        }

        return end - At > most ? default : TakeTo(end);
    }

    /// <summary>Takes digits and what they count to.</summary>
    /// <param name="most">Most digits, at most 9.</param>
    public bool TakeNumber(int most, out int value)
    {
        ReadOnlySpan<char> digits = TakeDigits(most);
        value = 0;
        foreach (char digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return !digits.IsEmpty;
    }

    /// <summary>Takes ASCII letters, at most so many of them.</summary>
    public ReadOnlySpan<char> TakeLetters(int most = int.MaxValue)
    {
        int end = At;
        while (end < _text.Length && end - At < most && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        return TakeTo(end);
    }

    /// <summary>Takes ASCII capitals, at most so many of them.</summary>
    public ReadOnlySpan<char> TakeCapitals(int most = int.MaxValue)
    {
        int end = At;
        while (end < _text.Length && end - At < most && char.IsAsciiLetterUpper(_text[end]))
        {
            end++;
        }

        return TakeTo(end);
    }

    /// <summary>
    /// Takes a word of any script, without digits; empty when there is none or it is longer than <paramref name="most"/>.
    /// </summary>
    public ReadOnlySpan<char> TakeWord(int most = MaxWord)
    {
        int end = At;
        while (end < _text.Length && end - At <= most && IsLetter(_text[end]))
        {
            end++;
        }

        return end - At > most ? default : TakeTo(end);
    }

    /// <summary>
    /// The word on the left, perhaps a space or two away; empty when there is none or it is longer than <see cref="MaxWord"/>.
    /// </summary>
    public readonly ReadOnlySpan<char> WordBefore()
    {
        int end = At;
        while (end > _floor && At - end < MaxBlanks && _text[end - 1] == ' ')
        {
            end--;
        }

        int start = end;
        while (start > _floor && end - start <= MaxWord && IsLetter(_text[start - 1]))
        {
            start--;
        }

        return end - start > MaxWord ? default : _text[start..end];
    }

    private static bool IsLetter(char c) => !char.IsAsciiDigit(c) && Characters.IsWord(c);

    private ReadOnlySpan<char> TakeTo(int end)
    {
        ReadOnlySpan<char> taken = _text[At..end];
        At = end;
        return taken;
    }
}
