using System.Runtime.ExceptionServices;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// Decodes a recording while its bytes come. Readers of files ask for bytes where they need them, deep inside libraries, so they run on
/// a thread of their own, in turn with the caller: it stands still whenever the caller runs. For one caller.
/// </summary>
internal sealed class StreamedFile : IDisposable
{
    /// <summary>Samples of all channels after which the caller has its turn: a few bytes may stand for hours.</summary>
    private const int MostReady = 128 * 1024;

    /// <summary>A reader of raw samples waits until so many are there.</summary>
    private const int BlockFrames = 640;

    private const int StackBytes = 512 * 1024;

    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _back = new(0);
    private readonly GrowingFile _source;
    private readonly SampleQueue _ready = new();
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isDisposed;
    private bool _isDone;

    public StreamedFile() => _source = new GrowingFile(() => HandOver(hasMore: false));

    /// <summary>Format of the recording; null until it is known.</summary>
    public string? Format { get; private set; }

    /// <summary>Hz.</summary>
    public int SampleRate { get; private set; }

    public int Channels { get; private set; }

    /// <summary>More samples can be had without more bytes: <see cref="Continue"/>.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Interleaved samples that are ready, valid until <see cref="Clear"/>.</summary>
    public ReadOnlySpan<float> Ready => _ready.Unread;

    public void Clear() => _ready.Clear();

    /// <summary>Takes bytes and decodes what can be.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>.</exception>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        if (!_isDone)
        {
            _source.Append(bytes);
            Continue();
        }
    }

    /// <summary>No more bytes come.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>.</exception>
    public void End()
    {
        _source.End();
        Continue();
    }

    /// <summary>Goes on decoding.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>.</exception>
    public void Continue()
    {
        if (_isDone || _isDisposed)
        {
            return;
        }

        if (_thread is null)
        {
            _thread = new Thread(Decode, StackBytes) { Name = "streamed-file", IsBackground = true };
            _thread.Start();
        }

        _go.Release();
        _back.Wait();
        _failure?.Throw();
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _go.Release();
        }
    }

    private void Decode()
    {
        try
        {
            _go.Wait();
            ThrowIfDisposed();
            do
            {
                _source.StartHere();
                using IAudioFile file = AudioFiles.Open(_source);
                Open(file);
                DecodeAll(file);
            }
            while (Format == "wav" && IsFollowedByAnother());
            Drain();
        }
        catch (OperationCanceledException) when (_isDisposed)
        {
            // Nobody waits any more.
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            (_isDone, HasMore) = (true, false);
            _back.Release();
        }
    }

    private void Open(IAudioFile file)
    {
        if (Format is not null && (file.SampleRate != SampleRate || file.Channels != Channels))
        {
            throw BadAudio.Because(
                $"A {file.Format} file of {file.SampleRate} Hz and {file.Channels} channels follows one of {SampleRate} Hz and "
                    + $"{Channels}.");
        }

        (SampleRate, Channels, Format) = (file.SampleRate, file.Channels, file.Format);
    }

    private void DecodeAll(IAudioFile file)
    {
        // Not into the queue itself: within the read the caller has its turns, and empties it.
        float[] block = new float[BlockFrames * file.Channels];
        int read;
        do
        {
            read = file.Read(block);
            _ready.Push(block.AsSpan(0, read));
            if (_ready.Count >= MostReady)
            {
                HandOver(hasMore: true);
            }
        }
        while (read > 0);
    }

    /// <summary>Recorders that send a file for each piece.</summary>
    private bool IsFollowedByAnother()
    {
        long here = _source.Position;
        Span<byte> start = stackalloc byte[AudioSignature.Bytes];
        int length = _source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        _source.Position = here;
        return AudioSignature.IsWav(start[..length]);
    }

    /// <summary>What stands behind the audio, such as tags.</summary>
    private void Drain()
    {
        byte[] nothing = new byte[4096];
        while (_source.Read(nothing) > 0)
        {
        }
    }

    private void HandOver(bool hasMore)
    {
        HasMore = hasMore;
        _back.Release();
        _go.Wait();
        ThrowIfDisposed();
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new OperationCanceledException("Nobody waits for the audio any more.");
        }
    }
}
