namespace StreamServer.Normalization.Languages.Rules;

/// <summary>One row of a data file.</summary>
/// <param name="File">As in <c>English/words.tsv</c>.</param>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Fields">At least one; the first is the name of the row.</param>
internal sealed record LanguageRow(string File, int Line, string[] Fields)
{
    public string Name => Fields[0];

    /// <summary>A field; empty when the row is shorter.</summary>
    public string this[int field] => field < Fields.Length ? Fields[field] : "";

    public FormatException Mistake(string what) => new($"{File} line {Line}: {what}");
}
