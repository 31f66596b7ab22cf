using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>A unit as written after a number: a symbol, perhaps with a power, perhaps divided by another (<c>m/s²</c>, <c>kg/m³</c>).</summary>
internal readonly record struct UnitReader(Unit Unit, int Power, Unit? Per, int PerPower, int End, bool Hyphenated)
{
    /// <summary>Reads the unit that follows a number which ends at <paramref name="end"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> source, int end, out UnitReader unit)
    {
        unit = default;
        bool spaced = source.At(end) == ' ';
        bool hyphenated = source.At(end) == '-';
        int at = spaced || hyphenated ? end + 1 : end;

        int square = ReadWord(source, at, out int power);
        at = square;
        if (!TryReadSymbol(source, at, !spaced, out Unit? first, out int next, ref power) || (hyphenated && IsName(source, at, next)))
        {
            return false;
        }

        first = source[at..next] is "bps" && !IsLarge(source, end) ? UnitTable.Find("bp")! : Duration(source, end, at, next, first!);
        Unit? per = null;
        int perPower = 1;
        int last = next;
        if (source.At(next) == '/' && TryReadSymbol(source, next + 1, attached: true, out per, out int perEnd, ref perPower))
        {
            last = perEnd;
        }

        unit = new UnitReader(first, power, per, perPower, last, hyphenated);
        return true;
    }

    /// <summary>Says the unit.</summary>
    /// <param name="one">Whether the number is one, or the unit is part of an adjective.</param>
    /// <param name="perAhead">Whether <see cref="SayPerAhead"/> has said the second unit.</param>
    public void Say(SpokenText text, LanguageRules language, bool one, bool perAhead = false)
    {
        language.SayRaisedUnit(text, Unit, Power, one);
        if (!perAhead && Per is { } per)
        {
            text.Say(language.Per);
            language.SayRaisedUnit(text, per, PerPower, one: true);
        }
    }

    /// <summary>Says the unit that is divided by, where the language says it before the number: an hour's dative. False when it does not.</summary>
    public bool SayPerAhead(SpokenText text, LanguageRules language) => PerPower == 1 && Per is { } per && language.SayPerAhead(text, per);

    // "sq ft", "sq. m", "cu m"
    private static int ReadWord(ReadOnlySpan<char> source, int at, out int power)
    {
        power = 1;
        ReadOnlySpan<char> rest = source[Math.Min(at, source.Length)..];
        if (!rest.StartsWith("sq") && !rest.StartsWith("cu"))
        {
            return at;
        }

        int next = rest.At(2) == '.' ? at + 3 : at + 2;
        if (source.At(next) != ' ' && (rest.At(2) != '.' || !char.IsAsciiLetterLower(source.At(next))))
        {
            return at;
        }

        power = rest[0] == 's' ? 2 : 3;
        return source[next] == ' ' ? next + 1 : next;
    }

    private static bool TryReadSymbol(ReadOnlySpan<char> source, int at, bool attached, out Unit? unit, out int end, ref int power)
    {
        end = at;
        if (source.At(end) is '°')
        {
            end++;
            int letter = source.At(end) == ' ' ? end + 1 : end;
            if (source.At(letter) is 'C' or 'F' && source.ClosesLatin(letter + 1))
            {
                unit = UnitTable.Find(source[letter] == 'C' ? "°C" : "°F");
                end = letter + 1;
                return true;
            }

            unit = UnitTable.Find("°");
            return true;
        }

        if (source.At(end) is '"' && attached)
        {
            unit = UnitTable.Find("\"");
            end++;
            return source.ClosesWord(end);
        }

        if (source.At(end) is '\'' && attached && IsFeet(source, end + 1))
        {
            unit = UnitTable.Find("′");
            end++;
            return true;
        }

        while (end - at <= UnitTable.MaxSymbol && end < source.Length && (char.IsAsciiLetter(source[end]) || source[end] is 'µ' or 'μ' or 'Ω' or '·'))
        {
            end++;
        }

        // "4ac" is a product of letters.
        unit = attached && source[at..end] is "ac" ? null : UnitTable.Find(source[at..end]);
        if (unit is null || (unit.Attached && !attached && !EndsClause(source, end)))
        {
            return false;
        }

        if (source.At(end) is '²' or '³')
        {
            power = source[end] == '²' ? 2 : 3;
            end++;
        }
        else if (source.At(end) == '^' && source.At(end + 1) is '2' or '3' && source.ClosesWord(end + 2))
        {
            power = source[end + 1] - '0';
            end += 2;
        }
        else if (source.At(end) is '2' or '3' && source.ClosesWord(end + 1) && CanBeRaised(unit))
        {
            power = source[end] - '0';
            end++;
        }

        return source.ClosesLatin(end) && !(source.At(end) == '\'' && char.IsAsciiLetter(source.At(end + 1)));
    }

    // "34 in." and "65 t," are measures, "1 in 100" is none.
    private static bool EndsClause(ReadOnlySpan<char> source, int end)
    {
        int at = source.At(end) == '.' ? end + 1 : end;
        return source.ClosesWord(end) && (source.SkipBlanks(at) >= source.Length || source.At(at) is ',' or ')' or '\n' || source[at..].StartsWith(" tall") || source[at..].StartsWith(" ago") || source[at..].StartsWith(" x "));
    }

    // 5'10", 5' 10", 5'11, 6' tall, 12' x 10'
    private static bool IsFeet(ReadOnlySpan<char> source, int at)
    {
        int start = source.At(at) == ' ' ? at + 1 : at;
        int end = start;
        while (end - start < 2 && char.IsAsciiDigit(source.At(end)))
        {
            end++;
        }

        if (end > start)
        {
            return source.At(end) == '"' || (start == at && source.ClosesWord(end) && source.At(at - 2) is >= '1' and <= '9');
        }

        ReadOnlySpan<char> rest = source[Math.Min(at, source.Length)..];
        ReadOnlySpan<char> before = source[Math.Max(0, at - 8)..Math.Max(0, at - 1)].TrimEnd("0123456789");
        if (before.EndsWith(" x ") || before.EndsWith(" by "))
        {
            return true;
        }

        return rest.StartsWith(" tall") || rest.StartsWith(" x ") || rest.StartsWith(" by ") || rest.StartsWith(" wide") || rest.StartsWith(" long")
            || rest.StartsWith(" high") || rest.StartsWith(" deep") || rest.StartsWith(" × ");
    }

    // Rates of interest move by tens of basis points, lines carry thousands of bits a second.
    private static bool IsLarge(ReadOnlySpan<char> source, int end) =>
        end > 3 && (!source[(end - 4)..end].ContainsAnyExceptInRange('0', '9') || source[end - 4] == ',');

    // "10-K", "3-in-1"
    private static bool IsName(ReadOnlySpan<char> source, int at, int end) =>
        (end - at == 1 && char.IsAsciiLetterUpper(source[at])) || source.At(end) == '-';

    /// <summary>Whether a unit may have a power behind it: one of length, or the second of an acceleration.</summary>
    public static bool CanBeRaised(Unit unit) => unit.IsLength || unit.Id is "second";

    // In "1h 30m" and "2m 30s" the m is a minute.
    private static Unit Duration(ReadOnlySpan<char> source, int numberEnd, int at, int next, Unit unit)
    {
        if (source[at..next] is not "m")
        {
            return unit;
        }

        int number = numberEnd;
        while (number > 0 && char.IsAsciiDigit(source[number - 1]))
        {
            number--;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, number - 6)..number].TrimEnd(' ');
        ReadOnlySpan<char> hours = before.TrimEnd("hrs");
        bool afterHours = hours.Length < before.Length && hours.Length > 0 && char.IsAsciiDigit(hours.TrimEnd(' ').At(hours.TrimEnd(' ').Length - 1));
        ReadOnlySpan<char> after = source[next..Math.Min(source.Length, next + 5)].TrimStart(' ');
        int seconds = 0;
        while (seconds < 2 && char.IsAsciiDigit(after.At(seconds)))
        {
            seconds++;
        }

        ReadOnlySpan<char> behind = source[next..Math.Min(source.Length, next + 8)];
        bool passing = behind.StartsWith(" ago") || behind.StartsWith(" left") || behind.StartsWith(" later") || behind.StartsWith(" late") || behind.StartsWith(" read")
            || behind.StartsWith(" delay") || before.EndsWith("ETA") || before.EndsWith("ETA:");
        bool beforeSeconds = seconds > 0 && after.At(seconds) == 's' && after.ClosesWord(seconds + 1);
        return afterHours || beforeSeconds || passing ? UnitTable.Find("min")! : unit;
    }
}
