using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Emoticons made of text are removed.</summary>
internal sealed class EmoticonRule : ITextRule
{
    // Form, and where in it the trigger stands. Longer forms first among those that start alike.
    private static readonly (string Form, int Offset)[] Forms =
    [
        (">:-(", 1), (">:(", 1), (":'-(", 0), (":'(", 0), (":')", 0), (":-)", 0), (":-(", 0), (":-D", 0), (":-P", 0), (":-p", 0),
        (":-/", 0), (":-|", 0), (":-O", 0), (":-o", 0), (":-*", 0), (":)", 0), (":(", 0), (":D", 0), (":P", 0), (":p", 0), (":/", 0),
        (":\\", 0), (":|", 0), (":O", 0), (":o", 0), (":*", 0), (":3", 0), (":]", 0), (":[", 0), ("(:", 1),
        (";-)", 0), (";)", 0), (";P", 0), (";D", 0), ("=)", 0), ("=(", 0), ("=D", 0), ("=P", 0),
        ("xD", 1), ("XD", 1), ("</3", 0), ("<3", 0), ("^_^", 0), ("^^", 0), ("-_-", 1), ("T_T", 1), ("o_O", 1), ("O_o", 1), (">_<", 1),
        (@"¯\_(ツ)_/¯", 0),
    ];

    public SearchValues<char> Triggers { get; } = SearchValues.Create(":;=<^_¯D");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        foreach ((string form, int offset) in Forms)
        {
            int start = at - offset;
            if (form[offset] != source[at] || start < text.Consumed || !source[start..].StartsWith(form))
            {
                continue;
            }

            int end = start + form.Length;
            if (form[^1] is ')' or '(' or 'D')
            {
                // ":)))" is a wider smile.
                while (source.At(end) == form[^1])
                {
                    end++;
                }
            }

            if (IsLetters(form) ? StandsAlone(source, start, end) : Opens(source, start, form) && Closes(source, end))
            {
                text.Remove(start, end);
                return end;
            }
        }

        return at + 1;
    }

    private static bool IsLetters(string form) => form[0] is 'x' or 'X';

    // Signs beside letters go, here or in a later stage, and then nothing tells "(xD)" from "xD"; a digit becomes a word apart.
    private static bool StandsAlone(ReadOnlySpan<char> source, int start, int end) =>
        (source.OpensWord(start) || char.IsAsciiDigit(source[start - 1])) && source.ClosesWord(end);

    // Only the plain faces may touch the word before them ("thanks:)"): "Note:D" is none.
    private static bool Opens(ReadOnlySpan<char> source, int start, string form) =>
        start == 0
        || char.IsWhiteSpace(source[start - 1])
        || (form[^1] is ')' or '(' ? !char.IsAsciiDigit(source[start - 1]) : !Characters.IsWord(source[start - 1])
            && source[start - 1] is not ('(' or '"' or ')'));

    private static bool Closes(ReadOnlySpan<char> source, int end) =>
        end >= source.Length || (!Characters.IsWord(source[end]) && source[end] is not ('/' or '\\' or '-' or '=' or '('));
}
