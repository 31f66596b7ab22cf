namespace Concentus.Native;

internal sealed class NativeOpusDecoder(int sampleRate, int channels) : IOpusDecoder
{
    private readonly OpusDecoderHandle _handle = LibOpus.CreateDecoder(sampleRate, channels);

    public uint FinalRange => (uint)Get(LibOpus.GetFinalRange);

    public int Gain
    {
        get => Get(LibOpus.GetGain);
        set => LibOpus.Check(LibOpus.opus_decoder_set(_handle, LibOpus.SetGain, value), $"The gain {value} is not allowed");
    }

    public int LastPacketDuration => Get(LibOpus.GetLastPacketDuration);

    public int NumChannels => channels;

    public int SampleRate => sampleRate;

    public int Decode(ReadOnlySpan<byte> in_data, Span<float> out_pcm, int frame_size, bool decode_fec = false)
    {
        CheckRoom(out_pcm.Length, frame_size);
        int result = LibOpus.opus_decode_float(_handle, in_data, in_data.Length, out_pcm, frame_size, decode_fec ? 1 : 0);
        return LibOpus.Check(result, "The packet cannot be decoded");
    }

    public int Decode(ReadOnlySpan<byte> in_data, Span<short> out_pcm, int frame_size, bool decode_fec = false)
    {
        CheckRoom(out_pcm.Length, frame_size);
        int result = LibOpus.opus_decode(_handle, in_data, in_data.Length, out_pcm, frame_size, decode_fec ? 1 : 0);
        return LibOpus.Check(result, "The packet cannot be decoded");
    }

    public void ResetState() => LibOpus.Check(LibOpus.opus_decoder_set(_handle, LibOpus.ResetState, 0), "The state cannot be reset");

    public string GetVersionString() => LibOpus.Version;

    public void Dispose() => _handle.Dispose();

    private int Get(int request)
    {
        LibOpus.Check(LibOpus.opus_decoder_get(_handle, request, out int value), "The setting cannot be read");
        return value;
    }

    private void CheckRoom(int samples, int frameSize)
    {
        if (frameSize <= 0 || samples / channels < frameSize)
        {
            throw new ArgumentException("The output is shorter than the frame size.");
        }
    }
}
