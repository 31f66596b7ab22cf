using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Says addresses, paths and other identifiers: words, numbers, and signs by name.</summary>
internal static class AddressSpeech
{
    /// <summary>Up to this many digits are said as one number; more, or a leading zero, one by one.</summary>
    public const int MaxNumberDigits = 2;

    private const int MaxHost = 64;

    // Endings of hosts and files that are said as a word; the others are spelled when they are short or hold no vowel.
    private static readonly FrozenSet<string> SaidEndings = new[]
    {
        "com", "org", "net", "edu", "gov", "info", "biz", "dev", "app", "co", "in", "me", "my", "is", "it", "so", "to", "shop", "store", "online",
        "site", "tech", "cloud", "live", "news", "blog", "zip", "doc", "json", "toml", "yaml", "bin", "dat", "bat", "log", "bak", "lock", "java",
        "swift", "text", "data", "art", "world", "today", "life", "fun", "pro", "space", "link", "name", "mobi", "page", "web", "be", "gle", "git", "mil", "int", "asia",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Said = SaidEndings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Says each letter run as it stands, digits as code digits, signs by name.</summary>
    /// <param name="position">Index in the source from which the language of numbers is taken.</param>
    public static void Say(SpokenText text, ReadOnlySpan<char> address, int position)
    {
        int at = 0;
        while (at < address.Length)
        {
            int start = at;
            if (char.IsAsciiDigit(address[at]))
            {
                while (char.IsAsciiDigit(address.At(at)))
                {
                    at++;
                }

                SayCodeDigits(text, address[start..at], position);
                continue;
            }

            while (at < address.Length && Characters.IsWord(address[at]) && !char.IsAsciiDigit(address[at]))
            {
                at++;
            }

            if (at > start)
            {
                text.Say(address[start..at]);
                continue;
            }

            text.Say(LanguageCatalog.Words(text)[MapName.AddressSigns].Find(address.Slice(at++, 1)) ?? "");
        }
    }

    /// <summary>Says a host name, its last label as an ending.</summary>
    public static void SayHost(SpokenText text, scoped ReadOnlySpan<char> host, int position)
    {
        int lastDot = host.LastIndexOf('.');
        if (host.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Www]);
            host = host[4..];
            lastDot -= 4;
        }

        // "GOOGLE.COM" is no acronym.
        Span<char> lower = stackalloc char[MaxHost];
        if (host.Length <= MaxHost && !host.ContainsAnyInRange('a', 'z'))
        {
            host = lower[..host.ToLowerInvariant(lower)];
        }

        Say(text, host[..Math.Max(0, lastDot)], position);
        if (lastDot >= 0)
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Dot]);
        }

        SayEnding(text, host[(lastDot + 1)..], position);
    }

    /// <summary>Says the ending of a host or file name: <c>dot com</c>, but <c>dot u k</c> and <c>dot p d f</c>.</summary>
    public static void SayEnding(SpokenText text, scoped ReadOnlySpan<char> ending, int position)
    {
        Span<char> lower = stackalloc char[MaxHost];
        ending = ending.Length <= MaxHost ? lower[..ending.ToLowerInvariant(lower)] : ending;
        if (ending.Length <= 4 && char.IsAsciiLetter(ending.At(0)) && !Said.Contains(ending))
        {
            Spell(text, ending, position);
        }
        else
        {
            Say(text, ending, position);
        }
    }

    /// <summary>Says the letters one by one in lower case, digits as code digits.</summary>
    public static void Spell(SpokenText text, ReadOnlySpan<char> letters, int position)
    {
        for (int at = 0; at < letters.Length; at++)
        {
            if (char.IsAsciiDigit(letters[at]))
            {
                int start = at;
                while (char.IsAsciiDigit(letters.At(at + 1)))
                {
                    at++;
                }

                SayCodeDigits(text, letters[start..(at + 1)], position);
            }
            else
            {
                char lower = char.ToLowerInvariant(letters[at]);
                text.Say([lower]);
            }
        }
    }

    /// <summary>Says digits of a code: a number of up to two digits, else one by one.</summary>
    public static void SayCodeDigits(SpokenText text, ReadOnlySpan<char> digits, int position)
    {
        LanguageRules language = LanguageCatalog.For(text, position);
        if (digits.Length > MaxNumberDigits || (digits.Length > 1 && digits[0] == '0'))
        {
            language.SayDigits(text, digits);
        }
        else
        {
            language.SayCardinal(text, digits, indian: false, beforeNoun: false);
        }
    }
}
