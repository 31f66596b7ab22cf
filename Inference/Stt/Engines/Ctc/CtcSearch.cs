using System.Runtime.CompilerServices;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Stt.Engines.Decoding;

namespace StreamServer.Inference.Stt.Engines.Ctc;

/// <summary>The search that a job asked for: greedy, or a beam with hot words and the model's language model. For one thread.</summary>
internal sealed class CtcSearch
{
    private static readonly LanguageWeights Weights = new();

    private readonly int _blank;
    private readonly ArpaModel? _language;
    private readonly CtcGreedyDecoder _greedy = new();
    private readonly CtcBeamDecoder _beam;

    // A caller's list is the same object from job to job.
    private readonly ConditionalWeakTable<IReadOnlyList<string>, HotWords> _hotWords = [];

    /// <param name="model">Its file <c>lm</c>, an n-gram model in ARPA format, may be absent.</param>
    /// <param name="tokens">Vocabulary.</param>
    /// <param name="blank">Index of the blank.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: the language model is wrong.</exception>
    public CtcSearch(ModelEntry model, TokenTable tokens, int blank)
    {
        _blank = blank;
        _beam = new CtcBeamDecoder(tokens, blank);
        _language = model.Files.ContainsKey("lm") ? ArpaModel.Load(model.PathOf("lm")) : null;
    }

    /// <param name="scores">[frames, vocabulary]: logits or log-probabilities.</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="options">What the caller asked for.</param>
    /// <param name="found">Receives the emissions; frames count from the first row.</param>
    public void Decode(ReadOnlySpan<float> scores, int vocabulary, SttJobOptions options, List<CtcToken> found)
    {
        if (!options.Beam)
        {
            _greedy.Decode(scores, vocabulary, _blank, found);
            return;
        }

        HotWords? hotWords = options.HotWords.Count == 0
            ? null
            : _hotWords.GetValue(options.HotWords, static phrases => new HotWords(phrases));
        _beam.Decode(scores, vocabulary, new TextScorer(_language, Weights, hotWords), CtcBeamSettings.Default, found);
    }
}
