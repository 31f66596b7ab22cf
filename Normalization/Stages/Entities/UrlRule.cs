using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>URLs with a scheme: the scheme is not said, host, port, path and query are.</summary>
internal sealed class UrlRule : ITextRule
{
    private const int MaxScheme = 12;

    // Printable ASCII but for what quotes or brackets an address.
    private static readonly SearchValues<char> Inside = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => !"\"<>`|[]{}^".Contains(c))]);

    // Marks at the end that are the sentence's.
    private static readonly SearchValues<char> Closing = SearchValues.Create(".,;:!?'*)(~_$");

    public SearchValues<char> Triggers { get; } = SearchValues.Create(":");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source.At(at + 1) != '/' || source.At(at + 2) != '/')
        {
            return char.IsAsciiDigit(source.At(at + 1)) && source[..at].EndsWith("localhost") ? RewriteLocal(text, source, at) : at + 1;
        }

        int start = at;
        while (start > text.Consumed && at - start < MaxScheme && char.IsAsciiLetterOrDigit(source[start - 1]))
        {
            start--;
        }

        if (start == at || EndOf(source, at + 3) is var end && end == at + 3)
        {
            return at + 3;
        }

        // "<https://example.com>": the brackets go with it.
        bool bracketed = start > text.Consumed && source[start - 1] == '<' && source.At(end) == '>';
        text.Begin(bracketed ? start - 1 : start);
        Say(text, source[(at + 3)..end], start);
        end += bracketed ? 1 : 0;
        text.End(end);
        return end;
    }

    // "localhost:8080"
    private static int RewriteLocal(SpokenText text, ReadOnlySpan<char> source, int colon)
    {
        int end = EndOf(source, colon + 1);
        int start = colon - "localhost".Length;
        if (start < text.Consumed || !source.OpensWord(start))
        {
            return colon + 1;
        }

        text.Begin(start);
        Say(text, source[start..end], start);
        text.End(end);
        return end;
    }

    /// <summary>
    /// Where an address that contains <paramref name="from"/> ends: at the first character that is not printable ASCII, less closing
    /// marks.
    /// </summary>
    public static int EndOf(ReadOnlySpan<char> source, int from)
    {
        int length = source[from..].IndexOfAnyExcept(Inside);
        ReadOnlySpan<char> address = length < 0 ? source[from..] : source.Slice(from, length);
        return from + address.LastIndexOfAnyExcept(Closing) + 1;
    }

    /// <summary>Says host, port, path, query.</summary>
    public static void Say(SpokenText text, ReadOnlySpan<char> address, int position)
    {
        int hostEnd = address.IndexOfAny("/?#");
        ReadOnlySpan<char> host = hostEnd < 0 ? address : address[..hostEnd];
        ReadOnlySpan<char> rest = hostEnd < 0 ? [] : address[hostEnd..].TrimEnd('/');
        int user = host.LastIndexOf('@');
        if (user >= 0)
        {
            AddressSpeech.Say(text, host[..(user + 1)], position);
            host = host[(user + 1)..];
        }

        int port = host.LastIndexOf(':');
        ReadOnlySpan<char> name = port < 0 ? host : host[..port];
        if (name.ContainsAny(Characters.AsciiLetters))
        {
            SayName(text, name, position);
        }
        else
        {
            SayOctets(text, name, position);
        }

        if (port >= 0)
        {
            SayPort(text, host[(port + 1)..], position);
        }

        SayPath(text, rest, position);
    }

    /// <summary>Says the numbers of an IP address digit by digit.</summary>
    public static void SayOctets(SpokenText text, ReadOnlySpan<char> octets, int position)
    {
        LanguageRules language = LanguageCatalog.For(text, position);
        foreach (Range octet in octets.Split('.'))
        {
            if (octet.Start.Value > 0)
            {
                text.Say(LanguageCatalog.Latin(text)[Term.Dot]);
            }

            foreach (char c in octets[octet])
            {
                if (char.IsAsciiDigit(c))
                {
                    language.SayDigits(text, [c]);
                }
            }
        }
    }

    public static void SayPort(SpokenText text, ReadOnlySpan<char> port, int position)
    {
        text.Say(LanguageCatalog.Latin(text)[Term.Port]);
        foreach (char c in port)
        {
            if (char.IsAsciiDigit(c))
            {
                LanguageCatalog.For(text, position).SayDigits(text, [c]);
            }
        }
    }

    private static void SayName(SpokenText text, ReadOnlySpan<char> name, int position)
    {
        if (name.Contains('.'))
        {
            AddressSpeech.SayHost(text, name, position);
        }
        else
        {
            AddressSpeech.Say(text, name, position);
        }
    }

    private static void SayPath(SpokenText text, ReadOnlySpan<char> path, int position)
    {
        int dot = path.LastIndexOf('.');
        bool file = dot > path.LastIndexOf('/') && path.Length - dot is > 1 and <= 5
            && !path[(dot + 1)..].ContainsAnyExcept(Characters.AsciiLetters);
        AddressSpeech.Say(text, file ? path[..(dot + 1)] : path, position);
        if (file)
        {
            AddressSpeech.SayEnding(text, path[(dot + 1)..], position);
        }
    }
}
