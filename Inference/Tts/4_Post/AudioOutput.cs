using System.Buffers;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Inference.Tts.Post;

/// <summary>From the codec's samples to the bytes of the response: speed, volume, sample rate, container. One a response; not thread-safe.</summary>
internal sealed class AudioOutput : IDisposable
{
    private readonly Resampler _resampler;
    private readonly IAudioEncoder _encoder;
    private readonly float _volume;
    private readonly double _speed;
    private readonly TimeStretch _stretch;
    private float[] _scratch = [];

    /// <param name="inputRate">Hz of what is pushed.</param>
    /// <param name="encoder">Owned from now on.</param>
    /// <param name="volume">Factor.</param>
    /// <param name="speed">Factor; the pitch stays.</param>
    public AudioOutput(int inputRate, IAudioEncoder encoder, double volume, double speed)
    {
        _encoder = encoder;
        _resampler = new Resampler(inputRate, encoder.SampleRate);
        _volume = (float)volume;
        _stretch = new TimeStretch(inputRate, speed);
        _speed = speed;
    }

    public string ContentType => _encoder.ContentType;

    /// <summary>Hz of the response.</summary>
    public int SampleRate => _encoder.SampleRate;

    /// <summary>Writes the container's header.</summary>
    /// <param name="output">The response.</param>
    /// <param name="inputSamples">Samples that will be pushed, when that is known.</param>
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
    public void Write(ReadOnlySpan<float> samples, IBufferWriter<byte> output)
    {
        _stretch.Push(samples);
        Resample();
        Drain(output);
        _encoder.Flush(output);
    }

    /// <summary>Writes the rest and closes the container.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        _stretch.Flush();
        Resample();
        _resampler.Flush();
        Drain(output);
        _encoder.Finish(output);
    }

    public void Dispose() => _encoder.Dispose();

    private void Resample()
    {
        Span<float> stretched = Scratch(_stretch.Available);
        stretched = stretched[.._stretch.Pull(stretched)];
        Gain.Apply(stretched, _volume);
        _resampler.Push(stretched);
    }

    private void Drain(IBufferWriter<byte> output)
    {
        Span<float> ready = Scratch(_resampler.Available);
        _encoder.Encode(ready[.._resampler.Pull(ready)], output);
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
