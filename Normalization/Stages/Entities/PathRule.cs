using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>File paths: absolute, from the home folder, relative with a dot, and those of Windows.</summary>
internal sealed class PathRule : ITextRule
{
    private const int MaxName = 128;
    private const int MaxFolder = 40;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("/\\");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = source[at] == '\\' ? StartOfDrive(source, at, text.Consumed) : StartOfRoot(source, at, text.Consumed);
        if (start < 0)
        {
            return source[at] == '/' && char.IsAsciiLetterOrDigit(source.At(at - 1)) ? RewriteRelative(text, source, at) : at + 1;
        }

        int end = source[at] == '\\' ? EndOfWindowsPath(source, at) : UrlRule.EndOf(source, at);
        ReadOnlySpan<char> path = source[start..end].TrimEnd("/\\");
        if (path.Length < 2)
        {
            return at + 1;
        }

        int dot = path.LastIndexOf('.');
        bool file = dot > path.LastIndexOfAny('/', '\\') + 1 && path.Length - dot is > 1 and <= 5;
        text.Begin(start);
        AddressSpeech.Say(text, file ? path[..(dot + 1)] : path, start);
        if (file)
        {
            AddressSpeech.SayEnding(text, path[(dot + 1)..], start);
        }

        text.End(end);
        return end;
    }

    // Names of folders may have spaces: what goes on to another backslash before a mark is part of it.
    private static int EndOfWindowsPath(ReadOnlySpan<char> source, int at)
    {
        int end = UrlRule.EndOf(source, at);
        while (source.At(end) == ' ' && end - at < MaxName)
        {
            ReadOnlySpan<char> rest = source[(end + 1)..Math.Min(source.Length, end + MaxFolder)];
            int next = rest.IndexOfAny("\\/:,;.?!\n\"");
            if (next < 1 || rest[next] != '\\' || rest[..next].Count(' ') > 2)
            {
                break;
            }

            end = UrlRule.EndOf(source, end + 1 + next);
        }

        return end;
    }

    // "C:\"; -1 when it is none.
    private static int StartOfDrive(ReadOnlySpan<char> source, int at, int floor)
    {
        bool drive = at - 2 >= floor && source[at - 1] == ':' && char.IsAsciiLetter(source[at - 2]) && source.OpensWord(at - 2);
        return drive ? at - 2 : -1;
    }

    // "/usr", "~/x", "../x"; -1 when it is none.
    private static int StartOfRoot(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < 2 && source[start - 1] is '~' or '.')
        {
            start--;
        }

        bool opens = start == 0 || char.IsWhiteSpace(source[start - 1]) || source[start - 1] is '(' or '"' or '\'' or ':';
        return opens && (char.IsAsciiLetter(source.At(at + 1)) || source.At(at + 1) == '.') ? start : -1;
    }

    // "src/main.cs", "src/main.cs:42": what ends in the extension of a file.
    private static int RewriteRelative(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        int start = at;
        while (start > text.Consumed && at - start < MaxName
            && (char.IsAsciiLetterOrDigit(source[start - 1]) || source[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        int end = UrlRule.EndOf(source[..Math.Min(source.Length, at + MaxName)], at);
        ReadOnlySpan<char> path = source[start..end];
        int colon = path.IndexOf(':');
        ReadOnlySpan<char> name = colon < 0 ? path : path[..colon];
        ReadOnlySpan<char> line = colon < 0 ? [] : path[(colon + 1)..];

        // "App.tsx:12:5": the column is not said.
        int column = line.IndexOf(':');
        line = column > 0 && !line[(column + 1)..].ContainsAnyExceptInRange('0', '9') ? line[..column] : line;
        if (!source.OpensWord(start) || !HostRule.EndsInExtension(name) || name.ContainsAny(",;()")
            || line.ContainsAnyExceptInRange('0', '9'))
        {
            return at + 1;
        }

        int dot = name.LastIndexOf('.');
        text.Begin(start);
        AddressSpeech.Say(text, name[..(dot + 1)], start);
        AddressSpeech.SayEnding(text, name[(dot + 1)..], start);
        if (!line.IsEmpty)
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Line]);
            text.Say(line);
        }

        text.End(end);
        return end;
    }
}
