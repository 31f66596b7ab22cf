namespace StreamServer.Inference.Tts.Lm;

/// <summary>Which column of the logits is which token. Immutable.</summary>
internal sealed class LmHead
{
    private readonly IReadOnlyDictionary<int, int>? _columns;

    /// <param name="width">Columns of the logits.</param>
    /// <param name="columns">Column of each token of a cut head; null when column and token id are the same.</param>
    /// <exception cref="StreamException">The head has another width.</exception>
    public LmHead(int width, IReadOnlyDictionary<int, int>? columns)
    {
        (Width, _columns) = (width, columns);
        if (columns is not null && columns.Count != width)
        {
            throw new StreamException(StreamError.ServerNotReady,
                $"The language model scores {width} tokens, its head file names {columns.Count}.");
        }
    }

    public int Width { get; }

    /// <exception cref="StreamException">The head has no such token.</exception>
    public int ColumnOf(int token)
    {
        int column = _columns is null ? token : _columns.GetValueOrDefault(token, -1);
        return (uint)column < (uint)Width
            ? column
            : throw new StreamException(StreamError.ServerNotReady,
                $"The language model scores {Width} tokens, and token {token} of its tokenizer is not one of them.");
    }
}
