using System.Numerics.Tensors;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts.Post;

/// <summary>
/// Joins the chunks of one response: cuts the near-silence before and after each, limits the silence inside, puts a natural
/// pause between two and fades both edges, so that no join clicks. What comes out depends on the samples and not on how they
/// were cut into windows. One a response; not thread-safe.
/// </summary>
internal sealed class ChunkShaper
{
    private const int FrameMs = 10;
    private const int LeadMs = 40; // kept before the first sound: plosives start quietly
    private const int TrailMs = 80; // handed out at once when a sound ends; more waits until it is known what follows
    private const int MaxInnerMs = 700; // a longer silence inside a chunk is the model's mistake
    private const int FadeMs = 5;

    private readonly int _rate;
    private readonly int _frame;
    private readonly float[] _fade;
    private readonly Crossfader _crossfader;
    private readonly SampleQueue _partial = new();
    private readonly SampleQueue _lead = new();
    private readonly SampleQueue _held = new();
    private readonly SampleQueue _delay = new(); // the last FadeMs, which fade out if nothing follows
    private bool _hasSounded;
    private int _fadeIn;
    private int _trail;
    private int _silenceAtEnd;

    /// <param name="sampleRate">Hz.</param>
    public ChunkShaper(int sampleRate)
    {
        _rate = sampleRate;
        _frame = Samples(FrameMs);
        _fade = new float[Samples(FadeMs)];
        for (int i = 0; i < _fade.Length; i++)
        {
            _fade[i] = 0.5f - (0.5f * MathF.Cos(MathF.PI * (i + 0.5f) / _fade.Length));
        }

        _crossfader = new Crossfader(_fade.Length);
    }

    /// <summary>Before the first samples of a chunk that follows another.</summary>
    /// <param name="previous">What the text of the chunk before ended with.</param>
    /// <param name="output">Receives the pause.</param>
    public void Pause(ChunkEnd previous, SampleQueue output)
    {
        int pause = Samples(PauseMs(previous)) - _silenceAtEnd - Samples(LeadMs);
        if (pause > 0)
        {
            output.PushSilence(pause);
        }
    }

    public void Push(ReadOnlySpan<float> samples, SampleQueue output)
    {
        _partial.Push(samples);
        while (_partial.Count >= _frame)
        {
            Shape(_partial.Unread[.._frame], output);
            _partial.Skip(_frame);
        }
    }

    /// <summary>After the last samples of a chunk.</summary>
    public void EndChunk(SampleQueue output)
    {
        if (_partial.Count > 0)
        {
            Shape(_partial.Unread, output);
            _partial.Clear();
        }

        _silenceAtEnd = _trail;
        Span<float> tail = stackalloc float[_delay.Count];
        _delay.Pull(tail);
        for (int i = 0; i < tail.Length; i++)
        {
            tail[i] *= _fade[tail.Length - 1 - i];
        }

        output.Push(tail);
        _lead.Clear();
        _held.Clear();
        (_hasSounded, _fadeIn, _trail) = (false, 0, 0);
    }

    /// <summary>The pause that a reader makes, in milliseconds, the near-silence around the sounds included.</summary>
    public static int PauseMs(ChunkEnd end) => end switch
    {
        ChunkEnd.Word => 40,
        ChunkEnd.Clause => 160,
        ChunkEnd.Sentence => 350,
        _ => 650,
    };

    private void Shape(ReadOnlySpan<float> frame, SampleQueue output)
    {
        bool isQuiet = Loudness.IsSilent(frame);
        if (!_hasSounded)
        {
            Begin(frame, isQuiet, output);
        }
        else if (isQuiet)
        {
            Hold(frame, output);
        }
        else
        {
            Release(output);
            Emit(frame, output);
        }
    }

    private void Begin(ReadOnlySpan<float> frame, bool isQuiet, SampleQueue output)
    {
        _lead.Push(frame);
        if (isQuiet)
        {
            _lead.Skip(Math.Max(0, _lead.Count - Samples(LeadMs)));
            return;
        }

        _hasSounded = true;
        Emit(_lead.Unread, output);
        _lead.Clear();
    }

    private void Hold(ReadOnlySpan<float> frame, SampleQueue output)
    {
        if (_held.Count == 0 && _trail + frame.Length <= Samples(TrailMs))
        {
            _trail += frame.Length;
            Emit(frame, output);
        }
        else
        {
            _held.Push(frame);
        }
    }

    /// <summary>A sound follows the silence: it was a pause inside the chunk.</summary>
    private void Release(SampleQueue output)
    {
        int most = Samples(MaxInnerMs) - Samples(TrailMs);
        if (_held.Count > most)
        {
            // The front and the back of the silence stay, joined by a crossfade.
            int half = most / 2;
            Emit(_held.Unread[..half], output);
            CrossFade(_held.Unread[^(most - half)..]);
            Emit(_held.Unread[^(most - half - _fade.Length)..], output);
        }
        else
        {
            Emit(_held.Unread, output);
        }

        _held.Clear();
        _trail = 0;
    }

    /// <summary>Blends the first samples of <paramref name="next"/> into what waits in the delay.</summary>
    private void CrossFade(ReadOnlySpan<float> next)
    {
        Span<float> blended = stackalloc float[_delay.Count];
        _delay.Pull(blended);
        _crossfader.Mix(blended, next, blended);
        _delay.Push(blended);
    }

    /// <summary>Through the delay, so that the last samples can still be faded out.</summary>
    private void Emit(ReadOnlySpan<float> samples, SampleQueue output)
    {
        if (_fadeIn < _fade.Length)
        {
            Span<float> faded = stackalloc float[Math.Min(samples.Length, _fade.Length - _fadeIn)];
            TensorPrimitives.Multiply(samples[..faded.Length], _fade.AsSpan(_fadeIn, faded.Length), faded);
            _fadeIn += faded.Length;
            _delay.Push(faded);
            samples = samples[faded.Length..];
        }

        _delay.Push(samples);
        int ready = _delay.Count - _fade.Length;
        if (ready > 0)
        {
            output.Push(_delay.Unread[..ready]);
            _delay.Skip(ready);
        }
    }

    private int Samples(int milliseconds) => _rate * milliseconds / 1000;
}
