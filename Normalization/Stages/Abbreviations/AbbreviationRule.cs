using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Abbreviations;

/// <summary>Looks at each Latin word once: listed abbreviations, dotted initials, keyboard text with slashes, acronyms.</summary>
internal sealed class AbbreviationRule : ITextRule
{
    private const int MaxWord = 24;
    private const int MaxInitials = 8;
    private const int MaxSigns = 64;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("[ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source[at] == '[')
        {
            return at + Math.Max(1, EmotionTags.LengthAt(source, at));
        }

        int end = at + 1;
        while (end < source.Length && char.IsAsciiLetter(source[end]))
        {
            end++;
        }

        if (!source.OpensWord(at) || !source.ClosesLatin(end) || end - at > MaxWord)
        {
            return end;
        }

        ReadOnlySpan<char> word = source[at..end];
        if (!source.ClosesWord(end))
        {
            // An acronym with an Indic ending.
            return RewriteAcronym(text, source, at, end, word);
        }

        int done = source.At(end) switch
        {
            '.' => RewriteDotted(text, source, at, end, word),
            '/' => RewriteSlashed(text, source, at, end),
            '&' => RewriteJoined(text, source, at, end, word),
            _ => 0,
        };
        if (done > 0)
        {
            return done;
        }

        bool wordFollows = source.At(end) == ' ' && char.IsLetter(source.At(end + 1));

        // "on Main St": behind a name, with no other name behind it.
        if (word is "St" && IsNameBefore(source, at) && !char.IsAsciiLetterUpper(source.At(source.SkipBlanks(end))))
        {
            text.Replace(at, end, LanguageCatalog.Words(text)[MapName.StreetWays].Find(word));
            return end;
        }

        // "Inc!" ends up with a full stop: it is the abbreviation then as well as now.
        if (!wordFollows && (word is "St" ? "street" : AbbreviationTable.FindDotted(LanguageCatalog.Words(text), word, out _)) is { } full && StopFollows(source, end))
        {
            text.Replace(at, end, full);
            return end;
        }

        if (LanguageCatalog.Words(text)[MapName.BareAbbreviations].Find(word) is { } spoken)
        {
            text.Replace(at, end, spoken);
            return end;
        }

        return RewriteAcronym(text, source, at, end, word);
    }

    private static bool StopFollows(ReadOnlySpan<char> source, int end)
    {
        int lineEnds = 0;
        for (int at = end; at < source.Length && at - end < MaxSigns && !Characters.IsWord(source[at]) && EmotionTags.LengthAt(source, at) == 0; at++)
        {
            lineEnds += source[at] == '\n' ? 1 : 0;
            if (source[at] is '.' or '!' or '…' || lineEnds > 1)
            {
                return true;
            }
        }

        return false;
    }

    private static int RewriteDotted(SpokenText text, ReadOnlySpan<char> source, int at, int end, ReadOnlySpan<char> word)
    {
        if (word.Length <= 3 && char.IsAsciiLetter(source.At(end + 1)) && RewriteInitials(text, source, at, out int last))
        {
            return last;
        }

        // "J. K. Rowling"
        if (word.Length == 1 && char.IsAsciiLetterUpper(word[0]) && AbbreviationTable.FindDotted(LanguageCatalog.Words(text), word, out _) is null)
        {
            int next = source.SkipBlanks(end + 1);
            if (Initials.IsOne(source, at, next))
            {
                text.Begin(end);
                text.Write(next > end + 1 ? "" : " ");
                text.EndExactly(end + 1);
                return end + 1;
            }
        }

        if (word is "St")
        {
            // A saint stands before a name, a street behind one.
            int next = source.SkipBlanks(end + 1);
            bool street = !char.IsAsciiLetterUpper(source.At(next)) || IsNameBefore(source, at);
            return Finish(text, source, at, end, street ? "street" : "saint", closes: street);
        }

        if (word is "Dr" && IsDrive(source, at, end))
        {
            return Finish(text, source, at, end, "drive", closes: true);
        }

        return AbbreviationTable.FindDotted(LanguageCatalog.Words(text), word, out bool closes) is { } spoken ? Finish(text, source, at, end, spoken, closes) : 0;
    }

    private static int Finish(SpokenText text, ReadOnlySpan<char> source, int at, int dot, string spoken, bool closes)
    {
        int next = source.SkipBlanks(dot + 1);
        bool lastOfSentence = next >= source.Length || source[next] == '\n' || (spoken == "et cetera" && char.IsAsciiLetterUpper(source[next]));
        int end = closes && lastOfSentence ? dot : dot + 1;
        text.Begin(at);
        text.Say(spoken);
        text.End(end);
        return end;
    }

    // "U.S.", "i.e.", "Ph.D."; the last dot may be missing.
    private static bool RewriteInitials(SpokenText text, ReadOnlySpan<char> source, int at, out int end)
    {
        Span<char> letters = stackalloc char[MaxInitials];
        int count = 0;
        bool single = true;
        end = at;
        while (count < MaxInitials)
        {
            int start = end;
            while (char.IsAsciiLetter(source.At(end)) && count < MaxInitials)
            {
                letters[count++] = source[end++];
            }

            single &= end - start == 1;
            if (end == start || source.At(end) != '.' || !char.IsAsciiLetter(source.At(end + 1)))
            {
                break;
            }

            end++;
        }

        string? spoken = LanguageCatalog.Words(text)[MapName.DottedLetters].Find(letters[..count]);
        if (spoken is null && (!single || count < 2) || !source.ClosesWord(end))
        {
            return false;
        }

        bool dot = source.At(end) == '.';
        int next = source.SkipBlanks(end + 1);
        bool lastOfSentence = dot && (next >= source.Length || source[next] == '\n') && spoken is not ("that is" or "for example");
        text.Begin(at);
        if (spoken is null)
        {
            AddressSpeech.Spell(text, letters[..count], at);
        }
        else
        {
            text.Say(spoken);
        }

        end = dot && !lastOfSentence ? end + 1 : end;
        text.End(end);
        return true;
    }

    // "P/E", "S/W", and the rate of two currencies: "USD/INR".
    private static bool AreCapitals(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        (left.Length == 1 && right.Length == 1 && char.IsAsciiLetterUpper(left[0]) && char.IsAsciiLetterUpper(right[0]) && !(left is "N" && right is "A"))
        || (left.Length == 3 && right.Length == 3 && CurrencyTable.OfCode(left) is not null && CurrencyTable.OfCode(right) is not null);

    private static int RewriteSlashed(SpokenText text, ReadOnlySpan<char> source, int at, int slash)
    {
        int end = slash + 1;
        while (char.IsAsciiLetter(source.At(end)) && end - slash < 5)
        {
            end++;
        }

        if (source.ClosesWord(end) && AreCapitals(source[at..slash], source[(slash + 1)..end]))
        {
            text.Begin(at);
            AddressSpeech.Spell(text, source[at..slash], at);
            AddressSpeech.Spell(text, source[(slash + 1)..end], at);
            text.End(end);
            return end;
        }

        if (!source.ClosesWord(end) || AbbreviationTable.FindSlashed(LanguageCatalog.Words(text), source[at..end]) is not { } spoken)
        {
            return 0;
        }

        text.Replace(at, end, spoken);
        return end;
    }

    // "Q&A", "AT&T"
    private static int RewriteJoined(SpokenText text, ReadOnlySpan<char> source, int at, int and, ReadOnlySpan<char> word)
    {
        int end = and + 1;
        while (char.IsAsciiLetterUpper(source.At(end)) && end - and < 4)
        {
            end++;
        }

        if (end == and + 1 || !source.ClosesWord(end) || word.Length > 3 || word.ContainsAnyExceptInRange('A', 'Z'))
        {
            return 0;
        }

        text.Begin(at);
        AddressSpeech.Spell(text, word, at);
        text.Say(LanguageCatalog.Latin(text)[Term.And]);
        AddressSpeech.Spell(text, source[(and + 1)..end], at);
        text.End(end);
        return end;
    }

    private static int RewriteAcronym(SpokenText text, ReadOnlySpan<char> source, int at, int end, ReadOnlySpan<char> word)
    {
        // "TELL US": a word that is shouted among others.
        if (word is "US" && (IsShouted(WordBefore(source, at)) || IsShouted(WordBehind(source, end))))
        {
            return end;
        }

        bool plural = word.Length > 2 && word[^1] == 's' && Acronyms.IsSpelled(LanguageCatalog.Words(text), word[..^1]);
        if (!plural && !Acronyms.IsSpelled(LanguageCatalog.Words(text), word) && !IsOrganization(source, at, end, word))
        {
            return end;
        }

        text.Begin(at);
        AddressSpeech.Spell(text, word, at);

        // "USB-C"
        if (source.At(end) == '-' && char.IsAsciiLetterUpper(source.At(end + 1)) && source.ClosesWord(end + 2))
        {
            AddressSpeech.Spell(text, source.Slice(end + 1, 1), at);
            end += 2;
        }

        text.End(end);
        return end;
    }

    private static bool IsShouted(ReadOnlySpan<char> word) => word.Length > 1 && !word.ContainsAnyExceptInRange('A', 'Z') && word.ContainsAny("AEIOUY");

    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxWord)..at].TrimEnd(' ');
        return before[(before.LastIndexOfAnyExcept(Characters.AsciiLetters) + 1)..];
    }

    private static ReadOnlySpan<char> WordBehind(ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + MaxWord)].TrimStart(' ');
        int length = rest.IndexOfAnyExcept(Characters.AsciiLetters);
        return length < 0 ? rest : rest[..length];
    }

    // "WHO" and "IT" are ordinary words when they are shouted.
    private static bool IsOrganization(ReadOnlySpan<char> source, int at, int end, ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> rest = source[end..];
        return word switch
        {
            "WHO" => source[Math.Max(0, at - 4)..at] is "the " or "The ",
            "IT" => rest.StartsWith(" department") || rest.StartsWith(" dept") || rest.StartsWith(" company") || rest.StartsWith(" companies") || rest.StartsWith(" sector")
                || rest.StartsWith(" industry") || rest.StartsWith(" team") || rest.StartsWith(" support") || rest.StartsWith(" job") || rest.StartsWith(" services") || rest.StartsWith(" professional"),
            _ => false,
        };
    }

    // "five Main Dr.": behind a name that other words lead to; "Dr. Rao" and "Hello Dr." are doctors.
    private static bool IsDrive(ReadOnlySpan<char> source, int at, int end)
    {
        int next = source.SkipBlanks(end + 1);
        ReadOnlySpan<char> before = source[Math.Max(0, at - 40)..at].TrimEnd(' ');
        int space = before.LastIndexOf(' ');
        return !char.IsAsciiLetterUpper(source.At(next)) && !char.IsAsciiLetterLower(source.At(next)) && IsNameBefore(source, at)
            && space > 0 && char.IsAsciiLetterLower(before[space - 1]);
    }

    private static bool IsNameBefore(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - 20)..at].TrimEnd(' ');
        ReadOnlySpan<char> word = before[(before.LastIndexOf(' ') + 1)..];
        return word.Length > 1 && char.IsAsciiLetterUpper(word[0]) && !word.ContainsAny(".,?!");
    }
}
