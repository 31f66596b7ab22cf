using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Models.Manifest;
using Xunit.Abstractions;

namespace StreamServer.Tests.Tts.Spoken;

/// <summary>
/// The bundled language model says what stands in the text. A token of the bundled codec is a phone, so that nothing need be
/// heard: the phones of its tokens are held against those of flite, the voices' origin, for texts that it was not trained on.
/// In Hindi and Telugu flite says the phones that espeak-ng finds, each as the nearest one of English.
/// </summary>
public sealed class SpokenPhonesTests(ITestOutputHelper output)
{
    private const int LostWord = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Bounds of the phones are about 20 % above what was measured here or, where that is more, in Python (models/tiny/README.md);
    /// one or two more texts may lose a word. A text is
    /// said in one go or, where that is asked for, cut as the server cuts it.</summary>
    [Theory]
    [InlineData("everyday roundtrip open number name", 0.0340, 0.01)]
    [InlineData("long", 0.0188, 0.08)]
    [InlineData("sentence", 0.0525, 0.37)]
    [InlineData("sentence", 0.0401, 0.17, true)]
    [InlineData("hindi", 0.0692, 0.07)]
    [InlineData("telugu", 0.0292, 0.11)]
    public async Task The_model_says_what_stands_in_the_text(string kinds, double mostErrors, double mostWithLostWords, bool isCut = false)
    {
        ReferenceText[] texts = [.. ReferenceText.All.Where(text => kinds.Split(' ').Contains(text.Kind))];
        Dictionary<string, (int Errors, int Phones, int Lost, int Texts)> byKind = [];
        foreach ((ReferenceText text, int[] spoken, bool ended) in await SpeakAsync(texts, seed: 1, isCut))
        {
            PhoneAlignment alignment = PhoneAlignment.Of(text.Phones, spoken);
            bool isLost = alignment.Missing >= LostWord || alignment.Added >= LostWord || !ended;
            (int soFar, int phonesSoFar, int lostSoFar, int textsSoFar) = byKind.GetValueOrDefault(text.Kind);
            byKind[text.Kind] = (soFar + alignment.Errors, phonesSoFar + text.Phones.Length, lostSoFar + (isLost ? 1 : 0), textsSoFar + 1);
            if (isLost)
            {
                output.WriteLine($"{text.Voice}: {alignment.Missing} missing, {alignment.Added} added{(ended ? "" : ", no end")}: "
                    + $"{text.Words}");
            }
        }

        foreach ((string kind, (int Errors, int Phones, int Lost, int Texts) sum) in byKind)
        {
            output.WriteLine($"{kind}: {sum.Errors / (double)sum.Phones:P2} of {sum.Phones} phones, {sum.Lost} of {sum.Texts} texts with "
                + $"a word skipped or repeated");
        }

        int errors = byKind.Values.Sum(sum => sum.Errors);
        int phones = byKind.Values.Sum(sum => sum.Phones);
        int lost = byKind.Values.Sum(sum => sum.Lost);
        output.WriteLine($"{texts.Length} texts: {errors} errors in {phones} phones, {errors / (double)phones:P2}; {lost} with a word "
            + $"skipped or repeated");
        Assert.InRange(errors / (double)phones, 0, mostErrors);
        Assert.InRange(lost / (double)texts.Length, 0, mostWithLostWords);
    }

    private static async Task<List<(ReferenceText Text, int[] Phones, bool Ended)>> SpeakAsync(
        IReadOnlyList<ReferenceText> texts, ulong seed, bool isCut)
    {
        // A prompt has some 40 tokens and one a character; no text here is longer than 220 characters.
        int context = GenAiConfig.Load(BundledModels.Lm.PathOf("config")).Model.ContextLength;
        int mostTokens = context - 264;
        TtsModelSpec spec = BundledModels.Lm.Tts!;
        LmModel model = BundledModels.OpenLm(slots: 16, maxLength: context);
        LegalTokens legal = new(BundledModels.Vocabulary.SemanticIds, BundledModels.Vocabulary.StopIds, model.ColumnOf);
        PromptBuilder prompts = new(BundledModels.Tokenizer, spec, BundledModels.Vocabulary);
        VoiceCatalog voices = new(spec.Speakers);
        LmLimits limits = new(PrefillChunk: 64, MaxUnread: mostTokens, FarAhead: mostTokens, Guard: double.NegativeInfinity);
        using TestMeters meters = new();
        using LmEngine engine = new(model, limits, new PlaybackBoard(16, spec.TokensPerSecond, mostTokens, TimeProvider.System),
            4 * texts.Count, legal.Count, TimeProvider.System, meters.MakeLm(),
            NullLogger<LmEngine>.Instance, _ => { });
        engine.Start();
        ChunkLimits whole = new(int.MaxValue, int.MaxValue, JoinSentences: true);
        ChunkLimits limit = isCut ? new ChunkLimits(spec.MaxChars, spec.FirstChunkChars, spec.JoinSentences) : whole;
        LmRequest RequestOf(ReferenceText text, TextChunk chunk) => new()
        {
            Prompt = prompts.ForSpeech(voices.Get(text.Voice), chunk.Text, [.. voices.Get(text.Voice).Globals!]),
            Legal = legal,
            Sampling = SamplingSettings.Of(spec.Sampling),
            Seed = seed,
            MaxTokens = mostTokens,
            Owner = text.Words,
            Pace = new PlaybackPace(TimeProvider.System, spec.TokensPerSecond),
        };
        List<(ReferenceText Text, LmRequest[] Parts)> requests =
            [.. texts.Select(text => (text, SentenceChunker.Split(text.Words, limit).Select(chunk => RequestOf(text, chunk)).ToArray()))];
        foreach (LmRequest request in requests.SelectMany(request => request.Parts))
        {
            engine.Submit(request);
        }

        List<(ReferenceText, int[], bool)> spoken = [];
        foreach ((ReferenceText text, LmRequest[] parts) in requests)
        {
            List<int> phones = [];
            bool ended = true;
            foreach (LmRequest part in parts)
            {
                int count = await part.Tokens.WaitAsync(mostTokens).AsTask().WaitAsync(Limit);
                phones.AddRange(PhonesOf(part.Tokens.Read(0, count)));
                ended &= count < mostTokens;
            }

            spoken.Add((text, [.. phones], ended));
        }

        return spoken;
    }

    /// <summary>The code book of models/training/tts/phones.py: 31 voiced phones of 32 codes, 9 unvoiced ones, the pause; a phone's
    /// repetitions are one.</summary>
    private static int[] PhonesOf(ReadOnlySpan<int> codes)
    {
        const int voiced = 31;
        const int pause = 40;
        List<int> phones = [];
        int last = pause;
        foreach (int code in codes)
        {
            int phone = code < voiced * 32 ? code / 32 : voiced + code - (voiced * 32);
            if (phone != last && phone != pause)
            {
                phones.Add(phone);
            }

            last = phone;
        }

        return [.. phones];
    }
}
