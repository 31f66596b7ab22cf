namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Marks in the order of their strength.</summary>
internal enum Mark
{
    None,

    /// <summary>A bracket or dash: a comma between words, nothing at an end or beside a tag.</summary>
    SoftComma,

    Comma,

    Colon,

    /// <summary>An empty line: ends the sentence unless the text ends.</summary>
    Paragraph,

    Stop,

    Bar,

    Question,
}
