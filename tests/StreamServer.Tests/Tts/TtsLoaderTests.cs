using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Inference.Tts.Voices;

namespace StreamServer.Tests.Tts;

public sealed class TtsLoaderTests
{
    private const int Times = 12;

    [Fact]
    public void A_load_that_fails_at_its_last_model_leaves_neither_sessions_nor_caches()
    {
        using TestMeters meters = new();
        RuntimeOptions runtime = new() { Device = DeviceKind.Cpu, Threads = 1 };
        TtsLoader loader = new(
            new TtsOptions { SuperResolutionModel = "no-such-model" },
            runtime,
            BundledModels.Manifest,
            new OnnxSessions(runtime),
            TimeProvider.System,
            meters.MakeEngines(),
            meters.MakeLm(),
            meters.MakeCodec(),
            NullLogger<LmEngine>.Instance,
            NullLogger<CodecEngine>.Instance,
            NullLogger<BandwidthEngine>.Instance,
            NullLogger<SpeakerGlobals>.Instance,
            NullLogger<VoiceCloning>.Instance);

        Fail(loader);
        Fail(loader);
        long before = Environment.WorkingSet;
        for (int i = 0; i < Times; i++)
        {
            Fail(loader);
        }

        // The weights have 19 MB, the caches of 16 slots 75.
        long grown = Environment.WorkingSet - before;
        Assert.True(grown < Times * (5L << 20), $"{grown >> 20} MB more after {Times} failed loads.");
    }

    private static void Fail(TtsLoader loader)
    {
        StreamException failure = Assert.Throws<StreamException>(() => loader.Load((_, _) => { }, CancellationToken.None));
        Assert.Contains("no-such-model", failure.Message);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
