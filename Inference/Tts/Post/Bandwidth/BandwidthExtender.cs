using StreamServer.Inference.Audio;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// Speech of 48 kHz whose band ends at 8 kHz to speech of the full band, by AP-BWE, as it comes. The network is convolutional:
/// a window of frames with <see cref="ContextFrames"/> on both sides gives what the whole signal at once would give, up to
/// float rounding. The windows lie on a fixed grid, so that the output does not depend on how the input was cut.
/// As many samples come out as went in. One a response; not thread-safe.
/// </summary>
/// <remarks>
/// Parameters: yxlu-0102/AP-BWE configs/config_16kto48k.json; the transforms: its datasets/dataset.py, where a signal is
/// cut to whole hops. Here it is filled up with silence to a whole hop instead, so that no sample is lost.
/// </remarks>
internal sealed class BandwidthExtender(BandwidthEngine engine)
{
    /// <summary>Hz of the speech whose upper band it adds; <see cref="Upsampler"/> takes it to <see cref="SampleRate"/>.</summary>
    public const int InputRate = 16000;

    public const int SampleRate = 48000;
    public const int FftSize = 1024;
    public const int Bins = (FftSize / 2) + 1;
    public const int Hop = 80;
    public const int WindowLength = 320;

    /// <summary>Frames that a frame of the output depends on, each side: nine convolutions of width 7 in a row, three each.</summary>
    public const int ContextFrames = 27;

    // Frames that a run gives: few at first, so that the first audio is early; more context is computed twice then.
    private static readonly int[] FirstBlocks = [60, 120];
    private const int LaterBlock = 240;
    private const int MostFrames = LaterBlock + (2 * ContextFrames);

    private static readonly ResamplerKernel TrainedBehind = ResamplerKernel.SincHann(SampleRate / InputRate);

    private readonly SampleQueue _input = new(16384);
    private readonly SampleQueue _output = new(16384);
    private readonly BandwidthWindow _window = new(MostFrames);
    private readonly BandwidthAnalysis _analysis = new();
    private readonly BandwidthSynthesis _synthesis = new(LaterBlock);
    private long _inputStart; // position of the queue's first sample in the stream
    private long _received;
    private int _blocks;
    private long _nextFrame;
    private bool _isEnded;

    /// <summary>
    /// The conversion of rates that the network was trained behind (datasets/dataset.py: torchaudio's default), which leaves images
    /// above 8 kHz. The network adds its correction to what it is given: behind a steeper filter a notch above 8 kHz would stay.
    /// </summary>
    public static Resampler Upsampler() => new(InputRate, TrainedBehind);

    /// <summary>Output samples that wait for later input while streaming, beside those of an incomplete block.</summary>
    public static int LatencySamples => (ContextFrames * Hop) + WindowLength;

    /// <summary>Output samples that <see cref="Pull"/> can give now.</summary>
    public int Available => _output.Count;

    public void Push(ReadOnlySpan<float> samples)
    {
        _input.Push(samples);
        _received += samples.Length;
    }

    public int Pull(Span<float> output) => _output.Pull(output);

    /// <summary>Runs every window whose frames are complete.</summary>
    /// <exception cref="StreamException">The model failed.</exception>
    public async ValueTask RunAsync(CancellationToken cancellation)
    {
        // A frame is complete when the second half of its window is there.
        while (_nextFrame + BlockLength + ContextFrames <= ((_received - (WindowLength / 2)) / Hop) + 1)
        {
            await RunBlockAsync(_nextFrame + BlockLength, long.MaxValue, cancellation);
        }
    }

    /// <summary>Runs what is left; nothing may be pushed after.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        if (_isEnded || _received == 0)
        {
            return;
        }

        _isEnded = true;
        _input.PushSilence((int)((Hop - (_received % Hop)) % Hop));
        long frames = ((_received + Hop - 1) / Hop) + 1;
        while (_nextFrame < frames)
        {
            await RunBlockAsync(Math.Min(_nextFrame + BlockLength, frames), frames, cancellation);
        }
    }

    private int BlockLength => _blocks < FirstBlocks.Length ? FirstBlocks[_blocks] : LaterBlock;

    /// <param name="end">Frames from <see cref="_nextFrame"/> to here come out.</param>
    /// <param name="total">Frames of the whole stream; more than there can be while it goes on.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    private async Task RunBlockAsync(long end, long total, CancellationToken cancellation)
    {
        long from = Math.Max(0, _nextFrame - ContextFrames);
        long to = Math.Min(end + ContextFrames, total);
        _window.Frames = (int)(to - from);
        _analysis.Fill(_window, _input.Unread, _inputStart, from);
        await engine.ExtendAsync(_window, cancellation);
        _synthesis.Add(_window, (int)(_nextFrame - from), (int)(end - _nextFrame), _nextFrame, total, _received, _output);

        (_nextFrame, _blocks) = (end, _blocks + 1);
        long keep = Math.Max(0, ((end - ContextFrames) * Hop) - (WindowLength / 2));
        int old = (int)Math.Min(_input.Count, keep - _inputStart);
        _input.Skip(old);
        _inputStart += old;
    }
}
