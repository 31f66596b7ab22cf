namespace StreamServer.Normalization.Stages.Words;

/// <summary>Abbreviations that are ones only before a number: <c>No. 5</c>, <c>p. 12</c>, <c>Fig. 3</c>.</summary>
internal static class NumberedWords
{
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
        "Ver" or "ver" => "version",
        _ => null,
    };
}
