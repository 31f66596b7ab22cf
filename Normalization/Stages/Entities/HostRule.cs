using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Names with dots and no scheme: hosts by their top-level domain, IPv4 addresses, files by their extension.</summary>
internal sealed class HostRule : ITextRule
{
    private const int MaxName = 253;

    private static readonly FrozenSet<string> TopLevels = new[]
    {
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "mobi", "asia", "in", "io", "ai", "co", "uk", "us", "de",
        "fr", "jp", "cn", "ru", "br", "au", "ca", "eu", "nl", "ch", "it", "es", "se", "no", "sg", "ae", "lk", "np", "bd", "pk", "nz",
        "za", "kr", "me", "tv", "gg", "pl", "si", "gl", "gle", "sm", "at", "be", "so", "to", "am", "ac", "cz", "dk", "fi", "gr", "hu",
        "id", "ie", "il", "ir", "is", "mx", "my", "ph", "pt", "ro", "sa", "sk", "th", "tr", "tw", "ua", "vn", "ar", "cl", "ke", "ng",
        "eg", "ws", "cc", "tk", "ee", "lt", "lv", "hr", "rs", "bg", "travel", "museum", "social", "chat", "art", "design", "health",
        "media", "ly", "fm", "xyz", "dev", "app", "tech", "cloud", "shop", "store", "online", "site", "live", "news", "blog", "page",
        "link", "pro", "local",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // As the ending of a bare name these are words: "look.at", "go.to".
    private static readonly FrozenSet<string> Words = new[] { "at", "be", "to", "am", "my", "is", "it", "in", "me", "no", "us", "id",
        "art", "so" }.ToFrozenSet();

    private static readonly FrozenSet<string> Extensions = new[]
    {
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv", "tsv", "json", "xml", "yaml", "yml", "toml", "html", "htm",
        "css", "js", "ts", "py", "cs", "cpp", "java", "rs", "go", "rb", "php", "sh", "bat", "exe", "apk", "zip", "gz", "tar", "rar",
        "jpg", "jpeg", "png", "gif", "svg", "tsx", "jsx", "vue", "ipynb", "odt", "rtf", "bmp", "tiff", "heic", "m4a", "aac", "webm", "7z",
        "iso", "deb", "rpm", "jar", "lua", "kt", "dart", "webp", "mp3", "mp4", "wav", "flac", "ogg", "avi", "mkv", "mov", "md", "log",
        "sql", "ini", "cfg", "dll", "onnx", "bin",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Tops = TopLevels.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WordEndings =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Files =
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    public SearchValues<char> Triggers { get; } = SearchValues.Create(".");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!IsName(source.At(at - 1)) || !IsName(source.At(at + 1)))
        {
            return (at == 0 || source[at - 1] is ' ' or '(') && char.IsAsciiLetter(source.At(at + 1)) ? RewriteEnding(text, source, at)
                : at + 1;
        }

        int start = StartOf(source, at, text.Consumed);
        int end = EndOf(source, at);
        ReadOnlySpan<char> name = source[start..end];
        ReadOnlySpan<char> last = name[(name.LastIndexOf('.') + 1)..];
        if (IsAddress(name) || (name.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && name.Count('.') > 1))
        {
            return SayHost(text, source, start, end);
        }

        if (IsDotted(source, name, end))
        {
            text.Begin(start);
            AddressSpeech.Say(text, name, start);
            text.End(end);
            return end;
        }

        return SayNamed(text, source, name, last, start, end);
    }

    private static int SayNamed(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<char> name, ReadOnlySpan<char> last, int start,
        int end)
    {
        // Part of a path; hosts have no underscore.
        bool inside = source.At(start - 1) is '/' or '\\' or '~';
        bool path = source.At(end) == '/' && char.IsAsciiLetterOrDigit(source.At(end + 1));
        if (!inside && !name.Contains('_') && IsHost(name, last, path))
        {
            return SayHost(text, source, start, end);
        }

        return !inside && IsFile(name, last) ? SayFile(text, name, start, end) : end;
    }

    private static int StartOf(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < MaxName && (IsName(source[start - 1]) || source[start - 1] == '-'))
        {
            start--;
        }

        return start;
    }

    private static int EndOf(ReadOnlySpan<char> source, int at)
    {
        int end = at + 1;
        while (end < source.Length && end - at < MaxName
            && (IsName(source[end]) || (source[end] is '.' or '-' && IsName(source.At(end + 1)))))
        {
            end++;
        }

        return end;
    }

    private static bool IsHost(ReadOnlySpan<char> name, ReadOnlySpan<char> last, bool path)
    {
        if (!Tops.Contains(last) || (Files.Contains(last) && !path) || (char.IsAsciiDigit(name[0]) && !name.ContainsAnyInRange('a', 'z')))
        {
            return false;
        }

        // "end.So we": a capital behind the dot of a sentence whose space is missing; "Example.Com" and "GOOGLE.COM" are known by their
        // endings.
        bool lower = !last.ContainsAnyInRange('A', 'Z');
        bool common = last.Equals("com", StringComparison.OrdinalIgnoreCase) || last.Equals("org", StringComparison.OrdinalIgnoreCase)
            || last.Equals("net", StringComparison.OrdinalIgnoreCase) || last.Equals("in", StringComparison.Ordinal);
        return lower ? path || name.Count('.') > 1 || !WordEndings.Contains(last) || IsKnownHost(name) : common && !name.Contains(' ');
    }

    // Endings that are words, behind a name that is none.
    private static bool IsKnownHost(ReadOnlySpan<char> name) => name is "notion.so" or "about.me" or "fast.ai" || name.EndsWith(".in")
        || name.EndsWith(".me")
        || name.EndsWith(".is") || name.EndsWith(".it") || name.EndsWith(".us") || name.EndsWith(".no");

    // "obj.method()", "os.path.join", "ASP.NET": names of programmers.
    private static bool IsDotted(ReadOnlySpan<char> source, ReadOnlySpan<char> name, int end)
    {
        ReadOnlySpan<char> last = name[(name.LastIndexOf('.') + 1)..];
        if (source.At(end) == '(' && char.IsAsciiLetterLower(last[0]) && !name.ContainsAnyInRange('0', '9') && !Tops.Contains(last))
        {
            return true;
        }

        if (last is "NET")
        {
            return true;
        }

        if (name.Count('.') < 2 || Tops.Contains(last) || Files.Contains(last) || name.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz_."))
        {
            return false;
        }

        foreach (Range part in name.Split('.'))
        {
            if (name[part].Length < 2)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a name ends in the extension of a file.</summary>
    public static bool EndsInExtension(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        return dot > 0 && Files.Contains(name[(dot + 1)..]);
    }

    // ".NET", "a .pdf file"
    private static int RewriteEnding(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        int end = at + 1;
        while (end - at < 12 && char.IsAsciiLetterOrDigit(source.At(end)))
        {
            end++;
        }

        ReadOnlySpan<char> ending = source[(at + 1)..end];
        bool hidden = ending is "env" or "gitignore" or "bashrc";
        if (!source.ClosesWord(end) || !(hidden || ending is "NET"
            || (ending.Length > 2 && Files.Contains(ending) && ending is not ("log" or "java" or "bat" or "bin"))))
        {
            return at + 1;
        }

        text.Begin(at);
        text.Say(LanguageCatalog.Latin(text)[Term.Dot]);
        if (hidden || ending is "NET")
        {
            text.Say(ending);
        }
        else
        {
            AddressSpeech.SayEnding(text, ending, at);
        }

        text.End(end);
        return end;
    }

    private static int SayHost(SpokenText text, ReadOnlySpan<char> source, int start, int end)
    {
        if ((source.At(end) is '/' or '?' or '#' && char.IsAsciiLetterOrDigit(source.At(end + 1)))
            || (source.At(end) == ':' && char.IsAsciiDigit(source.At(end + 1))))
        {
            end = UrlRule.EndOf(source, end);
        }
        else if (source.At(end) == '/' && !Characters.IsWord(source.At(end + 1)))
        {
            end++;
        }

        text.Begin(start);
        UrlRule.Say(text, source[start..end], start);
        text.End(end);
        return end;
    }

    private static int SayFile(SpokenText text, ReadOnlySpan<char> name, int start, int end)
    {
        int dot = name.LastIndexOf('.');
        text.Begin(start);
        AddressSpeech.Say(text, name[..(dot + 1)], start);
        AddressSpeech.SayEnding(text, name[(dot + 1)..], start);
        text.End(end);
        return end;
    }

    // A file name is one word before a known extension in small letters: "end.Go" is a missing space.
    private static bool IsFile(ReadOnlySpan<char> name, ReadOnlySpan<char> last)
    {
        if (!char.IsAsciiLetterOrDigit(name[0]))
        {
            return false;
        }

        Span<char> lower = stackalloc char[8];
        bool capitals = last.Length is > 2 and < 8 && !last.ContainsAnyExceptInRange('A', 'Z')
            && Files.Contains(lower[..last.ToLowerInvariant(lower)]);
        return Files.Contains(last) || capitals;
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    // Four numbers of at most 255, RFC 791.
    private static bool IsAddress(ReadOnlySpan<char> name)
    {
        int count = 0;
        foreach (Range range in name.Split('.'))
        {
            ReadOnlySpan<char> octet = name[range];
            if (++count > 4 || octet.Length is 0 or > 3 || octet.ContainsAnyExceptInRange('0', '9') || int.Parse(octet) > 255)
            {
                return false;
            }
        }

        return count == 4;
    }
}
