using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>What a streaming transducer remembers of one utterance.</summary>
internal sealed class ZipformerStream
{
    /// <param name="features">Empty.</param>
    /// <param name="stateSizes">Values of each state tensor of one row.</param>
    /// <param name="context">Tokens that the prediction network sees.</param>
    public ZipformerStream(FeatureBuffer features, IReadOnlyList<int> stateSizes, int context)
    {
        Features = features;
        States = [.. stateSizes.Select(size => new float[size])];

        // icefall: a history of "nothing" (-1, an embedding of zeros) that ends in one blank.
        History = [.. Enumerable.Repeat(-1L, context - 1), 0];
    }

    private ZipformerStream(ZipformerStream other)
    {
        Features = other.Features;
        States = [.. other.States.Select(state => state.ToArray())];
        Length = other.Length;
        Processed = other.Processed;
        Frames = other.Frames;
        History = other.History.ToArray();
        Prediction = other.Prediction;
        Tokens = [.. other.Tokens];
        Language = other.Language;
    }

    /// <summary>Shared with copies.</summary>
    public FeatureBuffer Features { get; }

    /// <summary>Of the encoder, tensor by tensor.</summary>
    public float[][] States { get; }

    /// <summary>The encoder's <c>processed_lens</c>.</summary>
    public long Length { get; set; }

    /// <summary>Feature frames that the encoder is past.</summary>
    public int Processed { get; set; }

    /// <summary>Output frames so far.</summary>
    public int Frames { get; set; }

    /// <summary>What the caller says is spoken.</summary>
    public string Language { get; set; } = "auto";

    /// <summary>The last tokens, oldest first.</summary>
    public long[] History { get; }

    /// <summary>
    /// The prediction network's output for <see cref="History"/>; null when that has changed. Replaced, never written to.
    /// </summary>
    public float[]? Prediction { get; set; }

    public List<SttToken> Tokens { get; } = [];

    /// <summary>One that goes its own way from here, for audio that may turn out otherwise.</summary>
    public ZipformerStream Copy() => new(this);

    public void Emit(long id, SttToken token)
    {
        Tokens.Add(token);
        History.AsSpan(1).CopyTo(History);
        History[^1] = id;
        Prediction = null;
    }
}
