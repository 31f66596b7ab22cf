namespace StreamServer.Inference.Audio;

/// <summary>
/// Leaves out near-silence before the first sound, but for a short lead that fades in. The output does not depend on how the
/// input was cut. Not thread-safe; allocates nothing once warm.
/// </summary>
internal sealed class SilenceTrimmer
{
    private const int BlocksPerSecond = 100;

    /// <summary>Kept before the first loud block: soft consonants begin below the threshold.</summary>
    private const int LeadBlocks = 3;

    private readonly FrameAssembler _blocks;
    private readonly SampleQueue _lead;
    private readonly SampleQueue _output = new();

    public SilenceTrimmer(int sampleRate)
    {
        _blocks = new FrameAssembler(sampleRate / BlocksPerSecond);
        _lead = new SampleQueue((LeadBlocks + 2) * _blocks.FrameLength);
    }

    /// <summary>Whether a sound has come. While it has not, nothing comes out.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Samples left out so far.</summary>
    public long Trimmed { get; private set; }

    /// <summary>Output samples that <see cref="Pull"/> can give now.</summary>
    public int Available => _output.Count;

    /// <summary>Samples that wait for a block to fill until the first sound; none after it.</summary>
    public int LatencySamples => HasStarted ? 0 : _blocks.FrameLength;

    public void Push(ReadOnlySpan<float> samples)
    {
        if (HasStarted)
        {
            _output.Push(samples);
            return;
        }

        _blocks.Push(samples);
        while (!HasStarted && _blocks.TryTake(out ReadOnlySpan<float> block))
        {
            Take(block);
        }

        if (HasStarted)
        {
            TakeRest();
        }
    }

    /// <summary>Ends the stream: a last, incomplete block is judged too. Of a stream that never started nothing comes out.</summary>
    public void Flush()
    {
        if (!HasStarted && _blocks.TryTakeRest(out ReadOnlySpan<float> block, out int samples))
        {
            Take(block[..samples]);
        }
    }

    /// <summary>Writes as many samples as there are and as fit; returns how many.</summary>
    public int Pull(Span<float> output) => _output.Pull(output);

    public void Reset()
    {
        _blocks.Reset();
        _lead.Clear();
        _output.Clear();
        HasStarted = false;
        Trimmed = 0;
    }

    private void Take(ReadOnlySpan<float> block)
    {
        if (Loudness.IsSilent(block))
        {
            _lead.Push(block);
            int extra = _lead.Count - (LeadBlocks * _blocks.FrameLength);
            if (extra > 0)
            {
                _lead.Skip(extra);
                Trimmed += extra;
            }

            return;
        }

        HasStarted = true;
        PushLead();
        _output.Push(block);
    }

    /// <summary>The fade keeps the cut from clicking; where nothing was cut there is nothing to hide.</summary>
    private void PushLead()
    {
        int length = _lead.Count;
        Span<float> faded = _output.Reserve(length)[..length];
        _lead.Unread.CopyTo(faded);
        if (Trimmed > 0)
        {
            for (int i = 0; i < length; i++)
            {
                faded[i] *= (i + 0.5f) / length;
            }
        }

        _output.Commit(length);
        _lead.Clear();
    }

    private void TakeRest()
    {
        while (_blocks.TryTake(out ReadOnlySpan<float> block))
        {
            _output.Push(block);
        }

        if (_blocks.TryTakeRest(out ReadOnlySpan<float> rest, out int samples))
        {
            _output.Push(rest[..samples]);
        }
    }
}
