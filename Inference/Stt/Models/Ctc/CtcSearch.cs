using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// The search that a job asked for: greedy, or a beam with hot words and the model's language model. A caller who has no wish gets
/// the beam for finished utterances where there is something to weigh; partials, which are many and short-lived, are greedy then.
/// For one thread.
/// </summary>
internal sealed class CtcSearch
{
    private readonly int _blank;
    private readonly LanguageWeights _weights;
    private readonly ArpaModel? _language;
    private readonly CtcGreedyDecoder _greedy = new();
    private readonly CtcBeamDecoder _beam;
    private readonly ScriptMask _scripts;

    /// <param name="model">Its file <c>lm</c>, an n-gram model in ARPA format, may be absent.</param>
    /// <param name="tokens">Vocabulary.</param>
    /// <param name="blank">Index of the blank.</param>
    /// <param name="languages">That the model writes; empty when they are not known.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: the language model is wrong.</exception>
    public CtcSearch(ModelEntry model, TokenTable tokens, int blank, IReadOnlyList<string> languages)
    {
        _scripts = new ScriptMask(tokens, languages);
        _blank = blank;
        _weights = model.LanguageModel ?? new LanguageWeights();
        _beam = new CtcBeamDecoder(tokens, blank);
        _language = model.Files.ContainsKey("lm") ? ArpaModel.Load(model.PathOf("lm")) : null;
    }

    /// <param name="scores">[frames, vocabulary]: logits or log-probabilities. Pieces of other scripts are made impossible.</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="job">What the caller asked for, and whether the text is final.</param>
    /// <param name="found">Receives the emissions; frames count from the first row.</param>
    public void Decode(Span<float> scores, int vocabulary, SttJob job, List<CtcToken> found)
    {
        _scripts.Apply(scores, vocabulary, job.Options.Language);
        SttJobOptions options = job.Options;
        if (!(options.Beam ?? (job.Kind != SttJobKind.Partial && (_language is not null || options.HotWords.Count > 0))))
        {
            _greedy.Decode(scores, vocabulary, _blank, found);
            return;
        }

        HotWords? hotWords = options.HotWords.Count == 0
            ? null
            : HotWords.Of(options.HotWords);
        _beam.Decode(scores, vocabulary, new TextScorer(_language, _weights, hotWords), CtcBeamSettings.Default, found);
    }
}
