using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Times of day: <c>3:45 PM</c>, <c>14:30</c>, <c>9am</c>, with seconds, zones and ranges.</summary>
internal sealed class TimeRule : ITextRule
{
    private static readonly FrozenSet<string> Zones = new[]
    {
        "IST", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "CET", "CEST", "BST", "JST",
        "ET", "PT", "CT", "AEST", "AEDT", "SGT", "HKT", "KST", "EET", "MSK", "WAT", "PKT", "NPT",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ZoneNames =
        Zones.GetAlternateLookup<ReadOnlySpan<char>>();

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(LanguageCatalog.Words(text).TimeSigns);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        Vocabulary words = LanguageCatalog.Words(text);
        if (!ClockReader.TryRead(words, source, at, out ClockTime time))
        {
            int end = NumberToken.EndOfDigits(source, at);
            return end - at == 4 && IsOfTheService(source, at, end) ? SayHours(text, source, at, end) : end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        if (TryReadSecond(words, source, time.End, out ClockTime second))
        {
            text.Begin(at);
            time.Say(text, language, bare: second.HasHalf && !time.HasHalf);
            text.Say(language.To);
            second.Say(text, language, bare: false);
            SayZone(text, source, second.End);
            return text.Consumed;
        }

        text.Begin(at);
        time.Say(text, language, bare: ClockReader.NamesHour(words, source, time.End));
        SayHoursOrZone(text, source, language, time.End);
        return text.Consumed;
    }

    private static bool TryReadSecond(Vocabulary words, ReadOnlySpan<char> source, int end, out ClockTime second)
    {
        int dash = source.At(end) == ' ' ? end + 1 : end;
        second = default;
        if (!Characters.IsDash(source.At(dash)))
        {
            return false;
        }

        return ClockReader.TryRead(words, source, source.At(dash + 1) == ' ' ? dash + 2 : dash + 1, out second);
    }

    // "at 1900 hrs": hours and minutes in one piece, as soldiers and railways write them.
    private static bool IsOfTheService(ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> rest = source[source.SkipBlanks(end)..];
        bool hours = rest.StartsWith("hrs", StringComparison.Ordinal) || rest.StartsWith("hours", StringComparison.Ordinal);
        ReadOnlySpan<char> before = source[Math.Max(0, at - 8)..at];
        bool railway = rest.StartsWith("hrs", StringComparison.Ordinal);
        return hours && source.OpensWord(at) && int.Parse(source[at..(at + 2)]) < 24 && source[at + 2] < '6'
            && source.At(at - 1) is not ('.' or ',')
            && (railway || before.EndsWith("at ") || before.EndsWith("from ") || before.EndsWith("till ") || before.EndsWith("until ")
            || before.EndsWith("by "));
    }

    private static int SayHours(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        SayPair(text, language, source.Slice(at, 2));
        if (source.Slice(at + 2, 2) is "00")
        {
            text.Say(LanguageCatalog.Latin(text)[Term.ServiceHundred]);
        }
        else
        {
            SayPair(text, language, source.Slice(at + 2, 2));
        }

        text.Say(LanguageCatalog.Latin(text)[Term.ServiceHours]);
        int word = source.SkipBlanks(end);
        end = word + (source[word..].StartsWith("hrs", StringComparison.Ordinal) ? 3 : 5);
        text.End(end);
        return end;
    }

    private static void SayPair(SpokenText text, LanguageRules language, ReadOnlySpan<char> pair)
    {
        if (pair[0] == '0')
        {
            language.SayDigits(text, pair);
        }
        else
        {
            language.SayCardinal(text, pair, indian: false, beforeNoun: false);
        }
    }

    // "17:30 hrs"
    private static void SayHoursOrZone(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, int end)
    {
        int word = source.SkipBlanks(end);
        if (source[word..].StartsWith("hrs", StringComparison.Ordinal) && source.ClosesWord(word + 3))
        {
            language.SayUnit(text, UnitTable.Find("hrs")!, one: false);
            text.End(word + 3);
            return;
        }

        SayZone(text, source, end);
    }

    private static void SayZone(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        int at = source.At(end) == ' ' ? end + 1 : end;
        if (source.At(end) == 'Z' && source.ClosesWord(end + 1))
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Utc]);
            text.End(end + 1);
            return;
        }

        int zoneEnd = at;
        while (zoneEnd - at < 5 && char.IsAsciiLetterUpper(source.At(zoneEnd)))
        {
            zoneEnd++;
        }

        if (zoneEnd > at && source.ClosesWord(zoneEnd) && IsZone(source[at..zoneEnd]))
        {
            AddressSpeech.Spell(text, source[at..zoneEnd], at);
            end = zoneEnd;
            if (source.At(end) is '+' or '-' && char.IsAsciiDigit(source.At(end + 1)))
            {
                text.Say(source[end] == '+' ? "plus" : "minus");
                text.Write(' ');
                text.EndExactly(end + 1);
                return;
            }
        }

        text.End(end);
    }

    /// <summary>Whether capitals name a time zone.</summary>
    public static bool IsZone(ReadOnlySpan<char> letters) => ZoneNames.Contains(letters);
}
