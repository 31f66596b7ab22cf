using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>The first fields of <c>FLAC__FrameHeader</c> (format.h), with which <c>FLAC__Frame</c> begins.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FlacFrameHeader
{
    /// <summary>Samples a channel.</summary>
    public readonly uint BlockSize;

    public readonly uint SampleRate;
    public readonly uint Channels;
    public readonly int ChannelAssignment;
    public readonly uint BitsPerSample;
}
