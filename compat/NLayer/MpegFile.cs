using System.Runtime.InteropServices;
using NLayer.Native;

namespace NLayer;

/// <summary>Decodes MPEG-1, 2 and 2.5 audio, layers I to III, to interleaved float samples. Not thread-safe.</summary>
public class MpegFile : IDisposable
{
    private readonly Mpg123Stream _decoder;
    private readonly Stream? _owned;

    public MpegFile(string fileName)
    {
        _owned = File.OpenRead(fileName);
        try
        {
            _decoder = new Mpg123Stream(_owned);
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <param name="stream">Stays open.</param>
    /// <exception cref="InvalidDataException">There is no MPEG frame in it.</exception>
    public MpegFile(Stream stream)
    {
        _decoder = new Mpg123Stream(stream);
    }

    /// <summary>Hz.</summary>
    public int SampleRate => _decoder.SampleRate;

    public int Channels => _decoder.Channels;

    public bool CanSeek => _decoder.CanSeek;

    /// <summary>Length of the decoded audio in bytes of float samples; -1 when it is unknown.</summary>
    public long Length
    {
        get
        {
            long frames = _decoder.Length;
            return frames < 0 ? -1 : frames * BytesPerFrame;
        }
    }

    /// <summary>Zero when the length is unknown.</summary>
    public TimeSpan Duration
    {
        get
        {
            long frames = _decoder.Length;
            return frames < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)frames / SampleRate);
        }
    }

    /// <summary>Bytes of float samples from the start. Setting it seeks.</summary>
    public long Position
    {
        get => _decoder.Position * BytesPerFrame;
        set
        {
            if (!CanSeek)
            {
                throw new InvalidOperationException("Cannot Seek!");
            }

            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _decoder.Position = value / BytesPerFrame;
        }
    }

    private int BytesPerFrame => Channels * sizeof(float);

    /// <param name="buffer">Receives interleaved samples.</param>
    /// <param name="index">First sample to write.</param>
    /// <param name="count">Samples wanted.</param>
    /// <returns>Samples written; 0 at the end.</returns>
    public int ReadSamples(float[] buffer, int index, int count)
    {
        if (index < 0 || index + count > buffer.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index));
        }

        return _decoder.Read(MemoryMarshal.AsBytes(buffer.AsSpan(index, count))) / sizeof(float);
    }

    /// <summary>As the other overload, in bytes of float samples.</summary>
    public int ReadSamples(byte[] buffer, int index, int count)
    {
        if (index < 0 || index + count > buffer.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index));
        }

        return _decoder.Read(buffer.AsSpan(index, count - (count % sizeof(float))));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _owned?.Dispose();
        GC.SuppressFinalize(this);
    }
}
