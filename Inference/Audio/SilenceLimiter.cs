namespace StreamServer.Inference.Audio;

/// <summary>
/// Shortens every run of near-silence to a limit. The part that is left out ends before the next sound's lead, and the two
/// sides are joined by a crossfade. The output does not depend on how the input was cut. Not thread-safe; allocates nothing
/// once warm.
/// </summary>
internal sealed class SilenceLimiter
{
    private const int BlocksPerSecond = 100;

    /// <summary>Kept before a sound: soft consonants begin below the threshold.</summary>
    private const int LeadBlocks = 3;

    private readonly FrameAssembler _blocks;
    private readonly Crossfader _fade;
    private readonly int _mostBlocks; // silent blocks that pass before the lead is held back
    private readonly SampleQueue _lead; // the newest silent blocks past that
    private readonly float[] _held; // the last block that passed: the next one may have to be faded into it
    private readonly SampleQueue _output = new();
    private bool _holds;
    private bool _cut;
    private int _run;

    /// <param name="sampleRate">Hz.</param>
    /// <param name="mostMs">Longest run of silence that stays; at least 50.</param>
    public SilenceLimiter(int sampleRate, int mostMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostMs, 1000 / BlocksPerSecond * (LeadBlocks + 2));
        int block = sampleRate / BlocksPerSecond;
        _blocks = new FrameAssembler(block);
        _fade = new Crossfader(block);
        _mostBlocks = (mostMs * BlocksPerSecond / 1000) - LeadBlocks;
        _lead = new SampleQueue((LeadBlocks + 2) * block);
        _held = new float[block];
    }

    /// <summary>Samples left out so far.</summary>
    public long Cut { get; private set; }

    /// <summary>Output samples that <see cref="Pull"/> can give now.</summary>
    public int Available => _output.Count;

    /// <summary>Samples that wait for later input: the block that fills, and the one that is held.</summary>
    public int LatencySamples => 2 * _blocks.FrameLength;

    public void Push(ReadOnlySpan<float> samples)
    {
        _blocks.Push(samples);
        while (_blocks.TryTake(out ReadOnlySpan<float> block))
        {
            Take(block);
        }
    }

    /// <summary>Ends the stream: what is held comes out.</summary>
    public void Flush()
    {
        Join();
        Release();
        if (_blocks.TryTakeRest(out ReadOnlySpan<float> rest, out int samples))
        {
            _output.Push(rest[..samples]);
        }
    }

    /// <summary>Writes as many samples as there are and as fit; returns how many.</summary>
    public int Pull(Span<float> output) => _output.Pull(output);

    public void Reset()
    {
        _blocks.Reset();
        _lead.Clear();
        _output.Clear();
        _holds = false;
        _cut = false;
        _run = 0;
        Cut = 0;
    }

    private void Take(ReadOnlySpan<float> block)
    {
        _run = Loudness.IsSilent(block) ? _run + 1 : 0;
        if (_run > _mostBlocks)
        {
            Hold(block);
            return;
        }

        if (_run == 0)
        {
            Join();
        }

        Pass(block);
    }

    private void Hold(ReadOnlySpan<float> block)
    {
        _lead.Push(block);
        int extra = _lead.Count - (LeadBlocks * _blocks.FrameLength);
        if (extra > 0)
        {
            _lead.Skip(extra);
            Cut += extra;
            _cut = true;
        }
    }

    /// <summary>Ends a run: the lead goes out, faded into the block before the cut when there was one.</summary>
    private void Join()
    {
        if (_cut)
        {
            // The fade lays one block over another, so it shortens the run by one more.
            _fade.Mix(_held, _lead.Unread, _held);
            _lead.Skip(_blocks.FrameLength);
            Cut += _blocks.FrameLength;
            _cut = false;
        }

        while (_lead.Count > 0)
        {
            Pass(_lead.Unread[.._blocks.FrameLength]);
            _lead.Skip(_blocks.FrameLength);
        }
    }

    private void Pass(ReadOnlySpan<float> block)
    {
        Release();
        block.CopyTo(_held);
        _holds = true;
    }

    private void Release()
    {
        if (_holds)
        {
            _output.Push(_held);
            _holds = false;
        }
    }
}
