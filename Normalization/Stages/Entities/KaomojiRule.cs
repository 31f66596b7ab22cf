using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Faces drawn with letters and signs of many scripts (<c>(╯°□°)╯︵ ┻━┻</c>, <c>( ͡° ͜ʖ ͡°)</c>) are removed. They have to go before
/// compatibility
/// forms are resolved, which would make words of their parts.
/// </summary>
internal sealed class KaomojiRule : ITextRule
{
    private const int MaxFace = 24;

    // Each is met in faces and hardly anywhere else.
    private const string Strong = "□╯╰︵┻┳┬┴━─◕‿ᴥʔʕʖ͜͡\u0CA0益ヮ´◔ᵔᴗ⊙﹏≧≦✿◉˘۶٩ツ";

    // These belong to a face only together with one of the above.
    private const string Weak = "()[]{}_-.;:^*~='°º•￣ ωςっДノヽﾉ∀▽ﾟ｀`•̀́>＞<＜・oO0vx彡";

    private static readonly SearchValues<char> Parts = SearchValues.Create(Strong + Weak);

    private static readonly SearchValues<char> StrongParts = SearchValues.Create(Strong);

    public SearchValues<char> Triggers => StrongParts;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int floor = Math.Max(text.Consumed, at - MaxFace);
        int start = at;
        while (start > floor && Parts.Contains(source[start - 1]))
        {
            start--;
        }

        int limit = Math.Min(source.Length, at + MaxFace);
        int end = at;
        while (end < limit && Parts.Contains(source[end]))
        {
            end++;
        }

        while (start < at && IsLoose(source[start]))
        {
            start++;
        }

        while (end > at + 1 && IsLoose(source[end - 1]))
        {
            end--;
        }

        ReadOnlySpan<char> face = source[start..end];
        if (!IsFace(face) || (start > 0 && Characters.IsWord(source[start - 1])) || !source.ClosesWord(end))
        {
            return at + 1;
        }

        text.Remove(start, end);
        return Math.Max(end, at + 1);
    }

    private static bool IsLoose(char c) => c is ' ' or '.' or ':' or ';' or '-' or '~' or '*' or '\'' or '=' or '<' or '>';

    // Something between brackets or ears, or the look of disapproval.
    private static bool IsFace(ReadOnlySpan<char> face)
    {
        int open = face.IndexOfAny('(', 'ʕ');
        int close = face.LastIndexOfAny(')', 'ʔ');
        bool bracketed = open >= 0 && close > open + 1 && face[open..close].ContainsAny(Parts) && face.ContainsAny(StrongParts);
        return bracketed || face is "\u0CA0_\u0CA0" || face.Count('━') + face.Count('─') > 0;
    }
}
