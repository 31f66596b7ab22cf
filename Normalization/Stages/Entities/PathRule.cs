using System.Buffers;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>File paths: absolute, from the home folder, relative with a dot, and those of Windows.</summary>
internal sealed class PathRule : ITextRule
{
    public SearchValues<char> Triggers { get; } = SearchValues.Create("/\\");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = at;
        if (source[at] == '\\')
        {
            bool drive = at - 2 >= text.Consumed && source[at - 1] == ':' && char.IsAsciiLetter(source[at - 2]) && source.OpensWord(at - 2);
            if (!drive)
            {
                return at + 1;
            }

            start = at - 2;
        }
        else
        {
            while (start > text.Consumed && at - start < 2 && source[start - 1] is '~' or '.')
            {
                start--;
            }

            bool opens = start == 0 || char.IsWhiteSpace(source[start - 1]) || source[start - 1] is '(' or '"' or '\'' or ':';
            if (!opens || !(char.IsAsciiLetter(source.At(at + 1)) || source.At(at + 1) == '.'))
            {
                return at + 1;
            }
        }

        int end = UrlRule.EndOf(source, at);
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
}
