using Concentus.Enums;

namespace Concentus.Native;

internal sealed class NativeOpusEncoder(int sampleRate, int channels, OpusApplication application) : IOpusEncoder
{
    private readonly OpusEncoderHandle _handle = LibOpus.CreateEncoder(sampleRate, channels, application);

    public OpusApplication Application
    {
        get => (OpusApplication)Get(LibOpus.GetApplication);
        set => Set(LibOpus.SetApplication, (int)value);
    }

    public int Bitrate
    {
        get => Get(LibOpus.GetBitrate);
        set => Set(LibOpus.SetBitrate, value);
    }

    public int Complexity
    {
        get => Get(LibOpus.GetComplexity);
        set => Set(LibOpus.SetComplexity, value);
    }

    public bool UseDTX
    {
        get => Get(LibOpus.GetDtx) != 0;
        set => Set(LibOpus.SetDtx, value ? 1 : 0);
    }

    public bool UseInbandFEC
    {
        get => Get(LibOpus.GetInbandFec) != 0;
        set => Set(LibOpus.SetInbandFec, value ? 1 : 0);
    }

    public int PacketLossPercent
    {
        get => Get(LibOpus.GetPacketLoss);
        set => Set(LibOpus.SetPacketLoss, value);
    }

    public bool UseVBR
    {
        get => Get(LibOpus.GetVbr) != 0;
        set => Set(LibOpus.SetVbr, value ? 1 : 0);
    }

    public bool UseConstrainedVBR
    {
        get => Get(LibOpus.GetVbrConstraint) != 0;
        set => Set(LibOpus.SetVbrConstraint, value ? 1 : 0);
    }

    public OpusSignal SignalType
    {
        get => (OpusSignal)Get(LibOpus.GetSignal);
        set => Set(LibOpus.SetSignal, (int)value);
    }

    public int Lookahead => Get(LibOpus.GetLookahead);

    public int SampleRate => sampleRate;

    public int NumChannels => channels;

    public uint FinalRange => (uint)Get(LibOpus.GetFinalRange);

    public int Encode(ReadOnlySpan<short> in_pcm, int frame_size, Span<byte> out_data, int max_data_bytes)
    {
        CheckRoom(in_pcm.Length, frame_size, out_data.Length, max_data_bytes);
        return LibOpus.Check(LibOpus.opus_encode(_handle, in_pcm, frame_size, out_data, max_data_bytes), "The frame cannot be encoded");
    }

    public int Encode(ReadOnlySpan<float> in_pcm, int frame_size, Span<byte> out_data, int max_data_bytes)
    {
        CheckRoom(in_pcm.Length, frame_size, out_data.Length, max_data_bytes);
        return LibOpus.Check(LibOpus.opus_encode_float(_handle, in_pcm, frame_size, out_data, max_data_bytes), "The frame cannot be encoded");
    }

    public void ResetState() => Set(LibOpus.ResetState, 0);

    public string GetVersionString() => LibOpus.Version;

    public void Dispose() => _handle.Dispose();

    private int Get(int request)
    {
        LibOpus.Check(LibOpus.opus_encoder_get(_handle, request, out int value), "The setting cannot be read");
        return value;
    }

    private void Set(int request, int value) =>
        LibOpus.Check(LibOpus.opus_encoder_set(_handle, request, value), $"The value {value} is not allowed");

    private void CheckRoom(int samples, int frameSize, int bytes, int maxBytes)
    {
        if (frameSize <= 0 || samples / channels < frameSize)
        {
            throw new ArgumentException("Not enough samples for the frame size.");
        }

        if (maxBytes <= 0 || bytes < maxBytes)
        {
            throw new ArgumentException("The output is shorter than the largest packet allowed.");
        }
    }
}
