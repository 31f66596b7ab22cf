using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Inference.Audio.Files;

/// <summary>FLAC through libFLAC. Decodes a frame at a time; one frame is at most 65,535 samples a channel.</summary>
internal sealed unsafe class FlacFile : IAudioFile
{
    /// <summary>
    /// A frame has up to 2 MB, and before the first one there may be pictures. libFLAC searches at more than 100 MB a second.
    /// </summary>
    private const int Patience = 64 << 20;

    private readonly FileSource _source;
    private readonly FlacDecoderHandle _flac = LibFlac.CreateDecoder();
    private readonly SampleQueue _decoded = new();
    private GCHandle _self;
    private ExceptionDispatchInfo? _failure; // of a callback: an exception must not cross native frames
    private bool _lostSync;
    private long _frames;

    public FlacFile(FileSource source)
    {
        _source = source;
        _source.Patience = Patience;
        _self = GCHandle.Alloc(this);
        try
        {
            int status = LibFlac.FLAC__stream_decoder_init_stream(
                _flac, &ReadSource, 0, 0, 0, 0, &TakeFrame, 0, &TakeError, GCHandle.ToIntPtr(_self));
            if (status != 0)
            {
                throw new StreamException(StreamError.Internal, $"The flac decoder cannot start: status {status}.");
            }

            if (!DecodeMore())
            {
                throw BadAudio.Because("The flac file has no audio.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Format => "flac";

    public int SampleRate { get; private set; }

    public int Channels { get; private set; }

    public int Read(Span<float> interleaved)
    {
        interleaved = interleaved[..(interleaved.Length - (interleaved.Length % Channels))];
        return _decoded.Count > 0 || DecodeMore() ? _decoded.Pull(interleaved) : 0;
    }

    public void Dispose()
    {
        _flac.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    /// <returns>False at the end.</returns>
    private bool DecodeMore()
    {
        while (_decoded.Count == 0)
        {
            int done = LibFlac.FLAC__stream_decoder_process_single(_flac);
            _failure?.Throw();
            int state = LibFlac.FLAC__stream_decoder_get_state(_flac);
            if (state == LibFlac.StateEnd)
            {
                CheckEnd();
                return _decoded.Count > 0;
            }

            if (done == 0)
            {
                throw BadAudio.Because($"The flac file cannot be decoded: state {state} after {_frames} samples.");
            }
        }

        return true;
    }

    /// <summary>Bytes behind the last frame (a tag, say) also lose the sync: they matter only where audio is missing.</summary>
    private void CheckEnd()
    {
        long total = (long)LibFlac.FLAC__stream_decoder_get_total_samples(_flac); // 0 when unknown
        if (_frames < total)
        {
            throw BadAudio.Because($"The flac file ends after {_frames} of {total} samples.");
        }
    }

    private void Take(FlacFrameHeader header, int** channels)
    {
        if (_lostSync && _frames > 0)
        {
            throw BadAudio.Because($"The flac file is damaged after {_frames} samples.");
        }

        _lostSync = false;
        if (_frames == 0)
        {
            SampleRate = (int)header.SampleRate;
            Channels = (int)header.Channels; // 1 to 8 by the format
            AudioLimits.Check(Format, SampleRate, Channels);
        }
        else if (header.Channels != Channels || header.SampleRate != SampleRate)
        {
            throw BadAudio.Because($"The flac file changes its format after {_frames} samples.");
        }

        int frames = (int)header.BlockSize;
        float scale = 1f / (1u << ((int)header.BitsPerSample - 1));
        Span<float> output = _decoded.Reserve(frames * Channels);
        for (int channel = 0; channel < Channels; channel++)
        {
            int* samples = channels[channel];
            for (int frame = 0; frame < frames; frame++)
            {
                output[(frame * Channels) + channel] = samples[frame] * scale;
            }
        }

        _decoded.Commit(frames * Channels);
        _source.FoundAudio();
        _frames += frames;
    }

    private static FlacFile From(nint client) => (FlacFile)GCHandle.FromIntPtr(client).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadSource(nint decoder, byte* buffer, nuint* bytes, nint client)
    {
        FlacFile file = From(client);
        try
        {
            int read = file._source.Read(new Span<byte>(buffer, (int)Math.Min(*bytes, int.MaxValue)));
            *bytes = (nuint)read;
            return read == 0 ? LibFlac.ReadEnd : LibFlac.ReadContinue;
        }
        catch (Exception failure)
        {
            file._failure ??= ExceptionDispatchInfo.Capture(failure);
            return LibFlac.ReadAbort;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int TakeFrame(nint decoder, FlacFrameHeader* header, int** channels, nint client)
    {
        FlacFile file = From(client);
        try
        {
            file.Take(*header, channels);
            return LibFlac.WriteContinue;
        }
        catch (Exception failure)
        {
            file._failure ??= ExceptionDispatchInfo.Capture(failure);
            return LibFlac.WriteFailed;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void TakeError(nint decoder, int status, nint client)
    {
        FlacFile file = From(client);
        if (status == LibFlac.LostSync)
        {
            file._lostSync = true;
            return;
        }

        file._failure ??= ExceptionDispatchInfo.Capture(
            BadAudio.Because($"The flac file is damaged after {file._frames} samples: a frame does not match its checksum."));
    }
}
