using System.Buffers;
using System.Text;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Entities;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>
/// Finds the language of each sentence and clause by script. An Indic word decides, whatever else is there:
/// English words in a Hindi sentence leave it Hindi. What has no letters takes the language before it.
/// </summary>
internal sealed class LanguageStage : ITextStage
{
    private const int MaxAddress = 2000;

    private static readonly SearchValues<char> SentenceMarks = SearchValues.Create("|\u0964\u0965…‥．！？﹒﹖﹗⁇⁈");
    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create("，﹐：﹕");

    public string Name => "language";

    public void Apply(SpokenText text)
    {
        ReadOnlySpan<char> source = text.Source;
        Vocabulary words = LanguageCatalog.Words(text);
        Clauses clauses = new(text);
        bool inBlock = MarkdownLines.StartsBlock(source, 0);
        for (int at = 0; at < source.Length; at++)
        {
            char c = source[at];
            if (char.IsAsciiLetter(c))
            {
                at = ReadLatin(source, at, ref clauses.Current);
            }
            else if (Characters.IsIndicDigit(c))
            {
                clauses.Current.SeeDigit(LanguageCatalog.OfScript(c));
            }
            else if (Characters.IsIndicLetterOrMark(c) && LanguageCatalog.OfScript(c) is { } language)
            {
                clauses.Current.See(language);
            }
            else if (c is '[' or '<' or '(')
            {
                at = SkipTag(source, at);
            }
            else if (c >= '\u0080' && Characters.IsWord(c))
            {
                clauses.Current.Latin++;
            }
            else if (c == ']' && source.At(at + 1) == '(')
            {
                at = SkipAddress(source, at);
            }
            else if (c == '\n')
            {
                inBlock = EndLine(ref clauses, source, at, inBlock);
            }
            else if (Ends(words, source, at) is not Boundary.None and Boundary boundary)
            {
                clauses.CloseClause(at + 1);
                if (boundary == Boundary.Sentence)
                {
                    clauses.CloseSentence();
                }
            }
        }

        clauses.CloseClause(source.Length);
        clauses.CloseSentence();
        clauses.Finish();
        text.Commit();
    }

    // Blocks become sentences; other line ends are spaces.
    private static bool EndLine(ref Clauses clauses, ReadOnlySpan<char> source, int at, bool inBlock)
    {
        bool nextBlock = MarkdownLines.StartsBlock(source, at + 1);
        if (inBlock || nextBlock || source.At(source.SkipBlanks(at + 1)) == '\n')
        {
            clauses.CloseClause(at + 1);
            clauses.CloseSentence();
        }

        return nextBlock;
    }

    // Addresses, codes and measures are written in Latin letters in every language: they say nothing about the clause.
    private static int ReadLatin(ReadOnlySpan<char> source, int at, ref LetterCount count)
    {
        int start = at;
        bool neutral = at > 0 && (source[at - 1] is '@' or '#' || char.IsAsciiDigit(source[at - 1]));
        while (at + 1 < source.Length && IsLatinToken(source, at + 1))
        {
            at++;
            neutral |= !char.IsAsciiLetter(source[at]) && source[at] is not ('\'' or '-');
        }

        count.Latin += neutral ? 0 : at - start + 1;
        return at;
    }

    private static bool IsLatinToken(ReadOnlySpan<char> source, int at)
    {
        char c = source[at];
        return char.IsAsciiLetterOrDigit(c)
            || (c is '.' or ':' or '/' or '@' or '-' or '_' or '\'' && char.IsAsciiLetterOrDigit(source.At(at + 1)))
            || (c is ':' or '/' && source.At(at + 1) == '/');
    }

    private static int SkipTag(ReadOnlySpan<char> source, int at)
    {
        char close = source[at] switch { '[' => ']', '<' => '>', _ => ')' };
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(EmotionTags.MaxLength, source.Length - at - 1));
        int end = rest.IndexOf(close);
        bool tag = end > 0 && (close == ')' ? EmotionTags.Find(rest[..end]) is not null : Ascii.IsValid(rest[..end]));
        return tag ? at + end + 1 : at;
    }

    // The address of a Markdown link is not said.
    private static int SkipAddress(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> rest = source.Slice(at, Math.Min(MaxAddress, source.Length - at));
        int end = rest.IndexOfAny(')', '\n');
        return end > 0 && rest[end] == ')' && Ascii.IsValid(rest[..end]) ? at + end : at;
    }

    private static Boundary Ends(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        char next = source.At(at + 1);
        return source[at] switch
        {
            // Inside an address and before an image they are no marks.
            '?' or '!' when !char.IsAsciiLetterOrDigit(next) && next != '[' => Boundary.Sentence,
            ':' when IsBlankOrEnd(source, at + 1) || (Characters.IsWord(next) && !InsideToken(source, at)) => Boundary.Clause,
            ',' when !InsideToken(source, at) && !IsInDate(source, at) => Boundary.Clause,
            '.' when !InsideToken(source, at) && !AbbreviationTable.EndsAt(words, source, at) => Boundary.Sentence,
            char mark when SentenceMarks.Contains(mark) => Boundary.Sentence,
            char mark when ClauseMarks.Contains(mark) => Boundary.Clause,
            _ => Boundary.None,
        };
    }

    // The comma of "November 13, 2025" goes when the date is said.
    private static bool IsInDate(ReadOnlySpan<char> source, int at) =>
        char.IsAsciiDigit(source.At(at - 1)) && char.IsAsciiDigit(source.At(source.SkipBlanks(at + 1)));

    // Between digits, between Latin letters, or before a fraction.
    private static bool InsideToken(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        char after = source.At(at + 1);
        bool digitAfter = char.IsAsciiDigit(after) || Characters.IsIndicDigit(after);
        return before is '/' or '\\' || after is '/' or '\\' || (digitAfter && !Characters.IsIndicLetterOrMark(before))
            || (char.IsAsciiLetter(after) && (char.IsAsciiLetterOrDigit(before) || Characters.IsIndicDigit(before)));
    }

    private static bool IsBlankOrEnd(ReadOnlySpan<char> source, int at) => at >= source.Length || char.IsWhiteSpace(source[at]);

    private enum Boundary
    {
        None,
        Clause,
        Sentence,
    }
}
