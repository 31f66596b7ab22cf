namespace StreamServer.Tests.Architecture;

/// <summary>The table that the house is built by, from the ground up: arrows point down only.</summary>
internal static class Rooms
{
    public static readonly Room[] Table =
    [
        new("Inference/Runtime", ["Inference", "Inference.Runtime"], []),
        new("Inference/Audio", ["Inference.Audio"], ["Inference/Runtime"]),
        new("Inference/Onnx", ["Inference.Onnx"], ["Inference/Runtime"]),
        new("Normalization", ["Normalization"], []),
        new("models", ["Models"], ["Inference/Runtime", "Inference/Audio", "Inference/Onnx"]),
        new("Inference/Stt", ["Inference.Stt"], ["Inference/Runtime", "Inference/Audio", "Inference/Onnx", "models"]),
        new("Inference/Tts", ["Inference.Tts"], ["Inference/Runtime", "Inference/Audio", "Inference/Onnx", "models", "Normalization"]),
        new("Auth", ["Auth"], ["Inference/Runtime"]),
        new("Endpoints/Edge", ["Endpoints.Edge"], ["Inference/Runtime", "Auth"]),
        new("Endpoints/Sockets", ["Endpoints.Sockets"], ["Inference/Runtime", "Auth", "Endpoints/Edge"]),
        new("Endpoints", ["Endpoints"],
        [
            "Inference/Runtime", "Inference/Audio", "Inference/Onnx", "Normalization", "models", "Inference/Stt", "Inference/Tts", "Auth",
            "Endpoints/Edge", "Endpoints/Sockets",
        ]),
    ];

    /// <summary>The room of a namespace, or null where no row names it: the program itself, and what compilers generate.</summary>
    public static Room? Of(string name) => Table
        .SelectMany(room => room.Namespaces, (room, prefix) => (Room: room, Prefix: $"StreamServer.{prefix}"))
        .Where(row => name == row.Prefix || name.StartsWith(row.Prefix + ".", StringComparison.Ordinal))
        .OrderByDescending(row => row.Prefix.Length)
        .Select(row => row.Room)
        .FirstOrDefault();
}
