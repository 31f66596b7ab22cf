using System.Buffers;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;
using StreamServer.Inference.Tts.Post.Bandwidth;

namespace StreamServer.Inference.Tts.Post;

/// <summary>
/// From the codec's samples to the bytes of the response: speed, sample rate, band, volume, container. One a response; not thread-safe.
/// </summary>
internal sealed class AudioOutput : IDisposable
{
    private readonly Resampler _resampler;
    private readonly BandwidthExtender? _extender;
    private readonly IAudioEncoder _encoder;
    private readonly float _volume;
    private readonly double _speed;
    private readonly TimeStretch _stretch;
    private float[] _scratch = [];

    /// <param name="inputRate">Hz of what is written.</param>
    /// <param name="encoder">Owned from now on.</param>
    /// <param name="volume">Factor.</param>
    /// <param name="speed">Factor; the pitch stays.</param>
    /// <param name="extender">
    /// Fills the upper band that resampling leaves empty, from <see cref="BandwidthExtender.InputRate"/> on; null leaves it empty.
    /// </param>
    public AudioOutput(int inputRate, IAudioEncoder encoder, double volume, double speed, BandwidthExtender? extender = null)
    {
        _encoder = encoder;
        _resampler = extender is null ? new Resampler(inputRate, encoder.SampleRate) : BandwidthExtender.Upsampler();
        _extender = extender;
        _volume = (float)volume;
        _stretch = new TimeStretch(inputRate, speed);
        _speed = speed;
    }

    public string ContentType => _encoder.ContentType;

    /// <summary>Hz of the response.</summary>
    public int SampleRate => _encoder.SampleRate;

    /// <summary>Writes the container's header.</summary>
    /// <param name="output">The response.</param>
    /// <param name="inputSamples">Samples that will be written, when that is known.</param>
    public void Start(IBufferWriter<byte> output, long? inputSamples)
    {
        long? total = null;
        if (inputSamples is { } count)
        {
            long stretched = (long)Math.Round(count / _speed);
            total = ((stretched * _resampler.OutputRate) + _resampler.InputRate - 1) / _resampler.InputRate;
        }

        _encoder.Start(output, total);
    }

    /// <summary>Adds samples and hands out every byte that can be played now.</summary>
    /// <exception cref="StreamException">The model of the upper band failed.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<float> samples, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        _stretch.Push(samples.Span);
        Resample();
        if (_extender is not null)
        {
            PushUpperBand(_extender);
            await _extender.RunAsync(cancellation);
        }

        Drain(output);
        _encoder.Flush(output);
    }

    /// <summary>Writes the rest and closes the container.</summary>
    /// <exception cref="StreamException">The model of the upper band failed.</exception>
    public async ValueTask FinishAsync(IBufferWriter<byte> output, CancellationToken cancellation)
    {
        _stretch.Flush();
        Resample();
        _resampler.Flush();
        if (_extender is not null)
        {
            PushUpperBand(_extender);
            await _extender.FinishAsync(cancellation);
        }

        Drain(output);
        _encoder.Finish(output);
    }

    public void Dispose() => _encoder.Dispose();

    private void Resample()
    {
        Span<float> stretched = Scratch(_stretch.Available);
        _resampler.Push(stretched[.._stretch.Pull(stretched)]);
    }

    private void PushUpperBand(BandwidthExtender extender)
    {
        Span<float> narrow = Scratch(_resampler.Available);
        extender.Push(narrow[.._resampler.Pull(narrow)]);
    }

    private void Drain(IBufferWriter<byte> output)
    {
        Span<float> ready = Scratch(_extender?.Available ?? _resampler.Available);
        ready = ready[..(_extender?.Pull(ready) ?? _resampler.Pull(ready))];

        // Last, so that the network hears the level that it was trained on, and peaks that the filters make are bent too.
        Gain.Apply(ready, _volume);
        _encoder.Encode(ready, output);
    }

    private Span<float> Scratch(int length)
    {
        if (_scratch.Length < length)
        {
            _scratch = new float[length];
        }

        return _scratch.AsSpan(0, length);
    }
}
