using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>
/// FLAC by libFLAC: 16 bits, lossless. Without seeking its header keeps what is not known at the start as "unknown": the
/// length (unless it is given), the checksum of the audio and the extreme frame sizes.
/// </summary>
internal sealed unsafe class FlacEncoder : IAudioEncoder
{
    /// <summary>A client hears nothing of a block until it is full: 40 ms a block, where a file would have 100 to 250.</summary>
    private const int BlocksPerSecond = 25;

    /// <summary>0 is fastest, 8 smallest; 5 is libFLAC's own default.</summary>
    private const int CompressionLevel = 5;

    private const int Block = 4096;

    private readonly int _channels;
    private readonly FlacEncoderHandle _flac = LibFlac.CreateEncoder();
    private readonly short[] _rounded = new short[Block];
    private readonly int[] _widened;

    // What the callback wrote during the call that is running. It does not write into the caller's buffer writer itself,
    // because an exception of that writer must not cross native frames.
    private readonly ArrayBufferWriter<byte> _written = new(16 * 1024);
    private GCHandle _self;

    public FlacEncoder(int sampleRate, int channels)
    {
        _channels = channels;
        _widened = new int[Block * channels];
        SampleRate = sampleRate;
        _self = GCHandle.Alloc(this);
    }

    public string ContentType => "audio/flac";

    public int SampleRate { get; }

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
        LibFlac.FLAC__stream_encoder_set_channels(_flac, (uint)_channels);
        LibFlac.FLAC__stream_encoder_set_bits_per_sample(_flac, 16);
        LibFlac.FLAC__stream_encoder_set_sample_rate(_flac, (uint)SampleRate);
        LibFlac.FLAC__stream_encoder_set_compression_level(_flac, CompressionLevel);
        LibFlac.FLAC__stream_encoder_set_blocksize(_flac, (uint)(SampleRate / BlocksPerSecond));
        LibFlac.FLAC__stream_encoder_set_total_samples_estimate(_flac, (ulong)(totalSamples ?? 0));
        int status = LibFlac.FLAC__stream_encoder_init_stream(_flac, &Receive, 0, 0, 0, GCHandle.ToIntPtr(_self));
        Check(status == 0, status);
        Deliver(output);
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, Block);
            SampleFormats.ToS16(samples[..count], _rounded);
            for (int i = 0; i < count; i++)
            {
                _widened.AsSpan(i * _channels, _channels).Fill(_rounded[i]);
            }

            bool done = LibFlac.FLAC__stream_encoder_process_interleaved(_flac, _widened, (uint)count) != 0;
            Check(done, LibFlac.FLAC__stream_encoder_get_state(_flac));
            samples = samples[count..];
        }

        Deliver(output);
    }

    /// <summary>Whole blocks are out already, and all blocks but the last have one length.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
    }

    public void Finish(IBufferWriter<byte> output)
    {
        bool done = LibFlac.FLAC__stream_encoder_finish(_flac) != 0;
        Check(done, LibFlac.FLAC__stream_encoder_get_state(_flac));
        Deliver(output);
    }

    public void Dispose()
    {
        // The native side flushes into the callback when it is closed early, so it goes before what the callback needs.
        _flac.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static void Check(bool done, int state)
    {
        if (!done)
        {
            throw new StreamException(StreamError.Internal, $"The flac encoder failed in state {state}.");
        }
    }

    private void Deliver(IBufferWriter<byte> output)
    {
        output.Write(_written.WrittenSpan);
        _written.ResetWrittenCount();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Receive(nint encoder, byte* buffer, nuint bytes, uint samples, uint frame, nint client)
    {
        try
        {
            var self = (FlacEncoder)GCHandle.FromIntPtr(client).Target!;
            self._written.Write(new ReadOnlySpan<byte>(buffer, (int)bytes));
            return LibFlac.WriteOk;
        }
        catch (OutOfMemoryException)
        {
            return LibFlac.WriteFailed;
        }
    }
}
