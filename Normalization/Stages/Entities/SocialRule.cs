using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Handles, hashtags, hexadecimal colours, <c>#1</c>, and the at sign on its own.</summary>
internal sealed class SocialRule : ITextRule
{
    private const int MaxName = 140;

    // From here on "#" names something instead of counting it.
    private const int IdentifierDigits = 4;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("@#");

    public int Rewrite(SpokenText text, int at) =>
        text.Source[at] == '@' ? RewriteHandle(text, at) : RewriteHash(text, at);

    private static int RewriteHandle(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        // "4K@60Hz": the measure is read as one.
        int end = char.IsAsciiDigit(source.At(at - 1)) || char.IsAsciiDigit(source.At(at + 1)) ? at + 1 : NameEnd(source, at + 1);
        text.Begin(at);
        text.Say(LanguageCatalog.Latin(text)[Term.At]);
        AddressSpeech.Say(text, source[(at + 1)..end], at);
        text.End(end);
        return end;
    }

    private static int RewriteHash(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        bool closes = source.ClosesWord(at + 1);
        if (closes && at > text.Consumed && source[at - 1] is 'C' or 'F' or 'A' or 'G' or 'D' && source.OpensWord(at - 1))
        {
            text.Replace(at, at + 1, "sharp");
            return at + 1;
        }

        if (closes && source[at..].StartsWith("# of "))
        {
            text.Replace(at, at + 1, "number");
            return at + 1;
        }

        if (closes || (at > 0 && source[at - 1] == '#'))
        {
            return at + 1;
        }

        int end = NameEnd(source, at + 1);
        ReadOnlySpan<char> name = source[(at + 1)..end];
        if (name.IsEmpty)
        {
            // A letter of another script: the tag is said, the word is left alone.
            text.Replace(at, at + 1, LanguageCatalog.Latin(text)[Term.Hashtag]);
            return at + 1;
        }

        text.Begin(at);
        if (IsColour(name))
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Hash]);
            foreach (char c in name)
            {
                AddressSpeech.Spell(text, [c], at);
            }
        }
        else if (!name.ContainsAnyExceptInRange('0', '9'))
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Number]);
            if (name.Length < IdentifierDigits)
            {
                text.Say(name);
            }
            else
            {
                AddressSpeech.SayCodeDigits(text, name, at);
            }
        }
        else
        {
            bool order = IsOrder(name);
            text.Say(LanguageCatalog.Latin(text)[order ? Term.Number : Term.Hashtag]);
            if (order)
            {
                AddressSpeech.Spell(text, name, at);
            }
            else
            {
                SayWords(text, name);
            }
        }

        text.End(end);
        return end;
    }

    // "#OD123456789": capitals and a long number.
    private static bool IsOrder(ReadOnlySpan<char> name)
    {
        int letters = name.IndexOfAnyExceptInRange('A', 'Z');
        return letters is > 0 and < 5 && name.Length - letters > 5 && !name[letters..].ContainsAnyExceptInRange('0', '9');
    }

    // Camel case is split; a run of capitals stays together and is spelled later.
    private static void SayWords(SpokenText text, ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[MaxName];
        int at = 0;
        while (at < name.Length)
        {
            int start = at++;
            if (name[start] == '_')
            {
                continue;
            }

            if (char.IsAsciiDigit(name[start]))
            {
                while (char.IsAsciiDigit(name.At(at)))
                {
                    at++;
                }
            }
            else if (char.IsAsciiLetterUpper(name[start]) && char.IsAsciiLetterUpper(name.At(at)))
            {
                while (char.IsAsciiLetterUpper(name.At(at)) && !char.IsAsciiLetterLower(name.At(at + 1)))
                {
                    at++;
                }

                text.Say(name[start..at]);
                continue;
            }
            else
            {
                while (char.IsAsciiLetterLower(name.At(at)))
                {
                    at++;
                }
            }

            int length = name[start..at].ToLowerInvariant(word);
            text.Say(word[..length]);
        }
    }

    private static bool IsColour(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        bool digits = name.ContainsAnyInRange('0', '9');
        bool letters = name.ContainsAny(Characters.AsciiLetters);
        return name.Length switch
        {
            6 or 8 => letters && (digits || !name.ContainsAnyInRange('a', 'z') || name is "ffffff") || name is "000000",
            3 => (letters && digits) || name is "fff" or "FFF" or "000",
            _ => false,
        };
    }

    private static int EndOfPart(ReadOnlySpan<char> source, int end, int start)
    {
        while (end < source.Length && end - start < MaxName && (char.IsAsciiLetterOrDigit(source[end]) || source[end] == '_'))
        {
            end++;
        }

        return end;
    }

    private static int NameEnd(ReadOnlySpan<char> source, int start)
    {
        int end = EndOfPart(source, start, start);

        // "@john.doe"
        if (start > 0 && source[start - 1] == '@' && source.At(end) == '.' && char.IsAsciiLetterLower(source.At(end + 1)) && end > start)
        {
            end = EndOfPart(source, end + 1, start);
        }

        while (end > start && source[end - 1] == '_')
        {
            end--;
        }

        return end;
    }
}
