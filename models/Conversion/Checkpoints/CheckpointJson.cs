using System.Text.Json;
using StreamServer.Inference.Runtime;

namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>JSON files of checkpoints, in sizes that such files have.</summary>
internal static class CheckpointJson
{
    private const long MostBytes = 64_000_000;

    /// <exception cref="CommandException">No file, or one that is too large.</exception>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static JsonDocument Parse(string path)
    {
        long bytes = FileLength.Of(path) ?? throw new CommandException($"{path} does not exist.");
        return bytes <= MostBytes
            ? JsonDocument.Parse(File.ReadAllBytes(path))
            : throw new CommandException($"{path} has {bytes} bytes; such a file has {MostBytes} at most.");
    }
}
