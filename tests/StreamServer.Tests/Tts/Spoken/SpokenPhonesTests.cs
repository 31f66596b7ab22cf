using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
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

    /// <summary>Bounds of the phones are about 20 % above what was measured here or, where that is more, in Python (models/tiny/README.md); one or two more texts may lose a word.</summary>
    [Theory]
    [InlineData("everyday roundtrip open number name", 0.0338, 0.015)]
    [InlineData("long", 0.0188, 0.08)]
    [InlineData("hindi", 0.0768, 0.05)]
    [InlineData("telugu", 0.0257, 0.07)]
    public async Task The_model_says_what_stands_in_the_text(string kinds, double mostErrors, double mostWithLostWords)
    {
        ReferenceText[] texts = [.. ReferenceText.All.Where(text => kinds.Split(' ').Contains(text.Kind))];
        Dictionary<string, (int Errors, int Phones, int Lost, int Texts)> byKind = [];
        foreach ((ReferenceText text, int[] spoken, bool ended) in await SpeakAsync(texts, seed: 1))
        {
            PhoneAlignment alignment = PhoneAlignment.Of(text.Phones, spoken);
            bool isLost = alignment.Missing >= LostWord || alignment.Added >= LostWord || !ended;
            (int soFar, int phonesSoFar, int lostSoFar, int textsSoFar) = byKind.GetValueOrDefault(text.Kind);
            byKind[text.Kind] = (soFar + alignment.Errors, phonesSoFar + text.Phones.Length, lostSoFar + (isLost ? 1 : 0), textsSoFar + 1);
            if (isLost)
            {
                output.WriteLine($"{text.Voice}: {alignment.Missing} missing, {alignment.Added} added{(ended ? "" : ", no end")}: {text.Words}");
            }
        }

        foreach ((string kind, (int Errors, int Phones, int Lost, int Texts) sum) in byKind)
        {
            output.WriteLine($"{kind}: {sum.Errors / (double)sum.Phones:P2} of {sum.Phones} phones, {sum.Lost} of {sum.Texts} texts with a word skipped or repeated");
        }

        int errors = byKind.Values.Sum(sum => sum.Errors);
        int phones = byKind.Values.Sum(sum => sum.Phones);
        int lost = byKind.Values.Sum(sum => sum.Lost);
        output.WriteLine($"{texts.Length} texts: {errors} errors in {phones} phones, {errors / (double)phones:P2}; {lost} with a word skipped or repeated");
        Assert.InRange(errors / (double)phones, 0, mostErrors);
        Assert.InRange(lost / (double)texts.Length, 0, mostWithLostWords);
    }

    private static async Task<List<(ReferenceText Text, int[] Phones, bool Ended)>> SpeakAsync(IReadOnlyList<ReferenceText> texts, ulong seed)
    {
        // A prompt has some 40 tokens and one a character; no text here is longer than 220 characters.
        int context = GenAiConfig.Load(BundledModels.Lm.PathOf("config")).Model.ContextLength;
        int mostTokens = context - 264;
        LmModel model = BundledModels.OpenLm(slots: 16, maxLength: context);
        LegalTokens legal = new(BundledModels.Vocabulary.SemanticIds, BundledModels.Vocabulary.StopIds, model.ColumnOf);
        PromptBuilder prompts = new(BundledModels.Tokenizer, BundledModels.Lm.Tts!, BundledModels.Vocabulary);
        VoiceCatalog voices = new(BundledModels.Lm.Tts!.Speakers);
        SamplingDefaults sampling = BundledModels.Lm.Tts!.Sampling;
        LmLimits limits = new(PrefillChunk: 64, MaxUnread: mostTokens, FarAhead: mostTokens, Guard: double.NegativeInfinity, FirstAudioTarget: 0);
        using TestMeters meters = new();
        using LmEngine engine = new(model, limits, texts.Count, legal.Count, TimeProvider.System, new LmMetrics(meters), NullLogger<LmEngine>.Instance, _ => { });
        engine.Start();
        LmRequest[] requests = [.. texts.Select(text => new LmRequest
        {
            Prompt = prompts.ForSpeech(voices.Get(text.Voice), text.Words, [.. voices.Get(text.Voice).Globals!]),
            Legal = legal,
            Sampling = new SamplingSettings(sampling.Temperature, sampling.TopK, sampling.TopP, sampling.RepetitionPenalty),
            Seed = seed,
            MaxTokens = mostTokens,
            Owner = text.Words,
            Pace = new PlaybackPace(TimeProvider.System, BundledModels.Lm.Tts!.TokensPerSecond),
        })];
        foreach (LmRequest request in requests)
        {
            engine.Submit(request);
        }

        List<(ReferenceText, int[], bool)> spoken = [];
        foreach ((ReferenceText text, LmRequest request) in texts.Zip(requests))
        {
            int count = await request.Tokens.WaitAsync(mostTokens).AsTask().WaitAsync(Limit);
            spoken.Add((text, PhonesOf(request.Tokens.Read(0, count)), count < mostTokens));
        }

        return spoken;
    }

    /// <summary>The code book of models/training/tts/phones.py: 31 voiced phones of 32 codes, 9 unvoiced ones, the pause; a phone's repetitions are one.</summary>
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
