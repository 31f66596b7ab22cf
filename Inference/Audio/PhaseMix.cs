namespace StreamServer.Inference.Audio;

/// <summary>
/// The mean of all channels, as <see cref="Downmix.Mean"/>, of a stream; a channel that is the opposite of the first (a cable with its
/// poles changed, a microphone on the other side) is turned over, so that the two do not cancel out. Not thread-safe.
/// </summary>
internal sealed class PhaseMix
{
    /// <summary>Frames between two looks.</summary>
    private const int Look = 64;

    /// <summary>Correlation from which on a channel is the opposite of the first, and up to which it stays so.</summary>
    private const double Opposite = -0.9;

    private const double Related = -0.5;

    /// <summary>Mean square below which a channel says nothing: -80 dB.</summary>
    private const double Faint = 1e-8;

    private readonly int _channels;
    private readonly double _memory; // what of the sums is left after a look
    private readonly double[] _energy;
    private readonly double[] _product; // with the first channel
    private readonly bool[] _isOpposite;
    private readonly float[] _gain; // moves towards 1 or -1 within a look

    /// <param name="channels">Interleaved channels.</param>
    /// <param name="sampleRate">Hz.</param>
    public PhaseMix(int channels, int sampleRate)
    {
        _channels = channels;
        _memory = Math.Exp(-Look / (0.05 * sampleRate));
        _energy = new double[channels];
        _product = new double[channels];
        _isOpposite = new bool[channels];
        _gain = [.. Enumerable.Repeat(1f, channels)];
    }

    /// <param name="interleaved">Whole frames.</param>
    /// <param name="mono">One sample a frame.</param>
    /// <returns>Frames written.</returns>
    public int Mix(ReadOnlySpan<float> interleaved, Span<float> mono)
    {
        if (_channels == 1)
        {
            return Downmix.Mean(interleaved, 1, mono);
        }

        int frames = interleaved.Length / _channels;
        for (int frame = 0; frame < frames; frame += Look)
        {
            int count = Math.Min(Look, frames - frame);
            ReadOnlySpan<float> piece = interleaved.Slice(frame * _channels, count * _channels);
            bool isPlain = true;
            for (int channel = 1; channel < _channels; channel++)
            {
                isPlain &= Measure(piece, channel, count);
            }

            if (isPlain)
            {
                Downmix.Mean(piece, _channels, mono[frame..]);
            }
            else
            {
                MixTurned(piece, mono.Slice(frame, count));
            }
        }

        return frames;
    }

    /// <returns>Whether the channel counts as it is.</returns>
    private bool Measure(ReadOnlySpan<float> piece, int channel, int count)
    {
        double first = 0;
        double energy = 0;
        double product = 0;
        for (int i = 0; i < piece.Length; i += _channels)
        {
            double a = piece[i];
            double b = piece[i + channel];
            first += a * a;
            energy += b * b;
            product += a * b;
        }

        // The first channel's sum is kept once, by the second.
        _energy[0] = channel == 1 ? (_energy[0] * _memory) + first : _energy[0];
        _energy[channel] = (_energy[channel] * _memory) + energy;
        _product[channel] = (_product[channel] * _memory) + product;
        double faint = Faint * count;
        if (_energy[0] > faint && _energy[channel] > faint)
        {
            double correlation = _product[channel] / Math.Sqrt(_energy[0] * _energy[channel]);
            _isOpposite[channel] = correlation < (_isOpposite[channel] ? Related : Opposite);
        }

        return !_isOpposite[channel] && _gain[channel] == 1f;
    }

    private void MixTurned(ReadOnlySpan<float> piece, Span<float> mono)
    {
        float step = 2f / Look;
        float scale = 1f / _channels;
        for (int frame = 0; frame < mono.Length; frame++)
        {
            ReadOnlySpan<float> samples = piece.Slice(frame * _channels, _channels);
            float sum = samples[0];
            for (int channel = 1; channel < _channels; channel++)
            {
                _gain[channel] = Math.Clamp(_gain[channel] + (_isOpposite[channel] ? -step : step), -1f, 1f);
                sum += _gain[channel] * samples[channel];
            }

            mono[frame] = sum * scale;
        }
    }
}
