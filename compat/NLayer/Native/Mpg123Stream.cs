using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NLayer.Native;

/// <summary>One libmpg123 decoder that pulls its bytes from a <see cref="Stream"/>. All positions are in sample frames.</summary>
internal sealed unsafe class Mpg123Stream : IDisposable
{
    private readonly Mpg123Handle _handle;
    private readonly Stream _source;
    private readonly long _origin;
    private GCHandle _self;
    private ExceptionDispatchInfo? _failure; // of the source, inside a callback: an exception must not cross native frames
    private long? _length;
    private bool _ended;

    public Mpg123Stream(Stream source)
    {
        _source = source;
        _origin = source.CanSeek ? source.Position : 0;
        _handle = LibMpg123.Create();
        _self = GCHandle.Alloc(this);
        try
        {
            Open();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int SampleRate { get; private set; }

    public int Channels { get; private set; }

    public bool CanSeek => _source.CanSeek;

    /// <summary>-1 when it is unknown. The first look reads the whole source, because only that is exact.</summary>
    public long Length
    {
        get
        {
            if (_length is null)
            {
                _length = -1;
                if (CanSeek && LibMpg123.mpg123_scan(_handle) == LibMpg123.Ok)
                {
                    _length = LibMpg123.mpg123_length(_handle);
                }

                Rethrow();
            }

            return _length.Value;
        }
    }

    public long Position
    {
        get => LibMpg123.mpg123_tell(_handle);
        set
        {
            long reached = LibMpg123.mpg123_seek(_handle, value, (int)SeekOrigin.Begin);
            Rethrow();
            ArgumentOutOfRangeException.ThrowIfNegative(reached, nameof(value));
            _ended = false;
        }
    }

    /// <returns>Bytes written; fewer than there is room for only at the end.</returns>
    public int Read(Span<byte> output)
    {
        int written = 0;
        while (written < output.Length && !_ended)
        {
            int result;
            nuint done;
            fixed (byte* target = output[written..])
            {
                result = LibMpg123.mpg123_read(_handle, target, (nuint)(output.Length - written), out done);
            }

            Rethrow();
            written += (int)done;
            if (result == LibMpg123.NewFormat)
            {
                CheckFormat();
            }
            else if (result != LibMpg123.Ok)
            {
                // Whatever follows the last good frame is junk or a tag; the official decoder ends there as well.
                _ended = true;
            }
        }

        return written;
    }

    public void Dispose()
    {
        _handle.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private void Open()
    {
        Check(LibMpg123.mpg123_param(_handle, LibMpg123.AddFlags, new CLong(LibMpg123.Quiet | LibMpg123.ForceFloat), 0));
        Check(LibMpg123.mpg123_param(_handle, LibMpg123.ResyncLimit, new CLong(-1), 0));
        Check(LibMpg123.mpg123_replace_reader_handle(_handle, &ReadSource, &SeekSource, 0));
        Check(LibMpg123.mpg123_open_handle(_handle, GCHandle.ToIntPtr(_self)));
        Check(LibMpg123.mpg123_getformat(_handle, out CLong rate, out int channels, out _));
        SampleRate = (int)rate.Value;
        Channels = channels;
    }

    private void CheckFormat()
    {
        Check(LibMpg123.mpg123_getformat(_handle, out CLong rate, out int channels, out _));
        if (rate.Value != SampleRate || channels != Channels)
        {
            throw new InvalidDataException($"The stream changes from {SampleRate} Hz × {Channels} to {rate.Value} Hz × {channels}.");
        }
    }

    private void Check(int result)
    {
        Rethrow();
        if (result != LibMpg123.Ok)
        {
            throw new InvalidDataException($"Not a valid MPEG file: {LibMpg123.Reason(_handle)}");
        }
    }

    private void Rethrow()
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    private static Mpg123Stream From(nint source) => (Mpg123Stream)GCHandle.FromIntPtr(source).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint ReadSource(nint source, byte* buffer, nuint count)
    {
        Mpg123Stream stream = From(source);
        try
        {
            return stream._source.Read(new Span<byte>(buffer, (int)Math.Min(count, int.MaxValue)));
        }
        catch (Exception failure)
        {
            stream._failure = ExceptionDispatchInfo.Capture(failure);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long SeekSource(nint source, long offset, int whence)
    {
        Mpg123Stream stream = From(source);
        if (!stream._source.CanSeek)
        {
            return -1;
        }

        try
        {
            // Positions are relative to where the caller's stream stood, so that leading bytes can be skipped.
            long start = (SeekOrigin)whence == SeekOrigin.Begin ? stream._origin : 0;
            return stream._source.Seek(start + offset, (SeekOrigin)whence) - stream._origin;
        }
        catch (Exception failure)
        {
            stream._failure = ExceptionDispatchInfo.Capture(failure);
            return -1;
        }
    }
}
