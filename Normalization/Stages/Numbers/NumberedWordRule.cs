using System.Buffers;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Abbreviations that are ones only before a number: <c>No. 5</c>, <c>p. 12</c>, <c>Fig. 3</c>.</summary>
internal sealed class NumberedWordRule : ITextRule
{
    public SearchValues<char> Triggers { get; } = SearchValues.Create(".");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int number = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        if (!char.IsAsciiDigit(source.At(number)))
        {
            return at + 1;
        }

        int start = at;
        while (start > text.Consumed && at - start < 7 && char.IsAsciiLetter(source[start - 1]))
        {
            start--;
        }

        string? words = start < at && source.OpensWord(start) ? Find(source[start..at]) : null;
        if (words is null)
        {
            return at + 1;
        }

        text.Begin(start);
        text.Say(words);
        text.Write(' ');
        text.EndExactly(number);
        return number;
    }

    /// <summary>The word that an abbreviation stands for when a number follows; null when it is none.</summary>
    public static string? Find(ReadOnlySpan<char> word) => word switch
    {
        "No" or "no" or "Nr" or "nr" => "number",
        "Nos" or "nos" => "numbers",
        "p" or "pg" => "page",
        "pp" => "pages",
        "vol" or "Vol" => "volume",
        "Fig" or "fig" => "figure",
        "Figs" or "figs" => "figures",
        "Ch" or "ch" or "Chap" => "chapter",
        "Sec" or "sec" => "section",
        "Art" or "art" => "article",
        "Eq" or "eq" => "equation",
        "ext" or "Ext" => "extension",
        "Ref" or "ref" => "reference",
        _ => null,
    };
}
