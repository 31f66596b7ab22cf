namespace StreamServer.Inference.Tts.Prompt;

/// <summary>What stands at the end of a chunk, from the shortest pause to the longest.</summary>
internal enum ChunkEnd
{
    /// <summary>Cut between two words because there was no better place.</summary>
    Word,

    /// <summary>A comma, semicolon, colon or dash.</summary>
    Clause,

    /// <summary>A full stop, question or exclamation mark, or danda.</summary>
    Sentence,

    /// <summary>An empty line, or the end of the text.</summary>
    Paragraph,
}
