using System.Runtime.InteropServices;

namespace StreamServer.Tests.Tts;

/// <summary>
/// Tensors that PyTorch computed when the bundled models were exported: <c>t_lmids</c> int64 [40], <c>t_logits</c> float32
/// [40, vocabulary], <c>t_ids</c> int64 [445] of speaker kal16, <c>t_wav</c> float32 [142400],
/// <c>t_speakers</c> float32 [12, 3840]: codes 100 to 112 in each of the manifest's voices.
/// </summary>
internal static class ReferenceFile
{
    public static T[] Read<T>(string name)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(Repository.Root, "tests/StreamServer.Tests/Tts/Reference", name)))
            .ToArray();
}
