namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>A call that a pickle asks for, kept as data: <paramref name="Function"/> with <paramref name="Arguments"/>.</summary>
internal sealed record PickleCall(PickleGlobal Function, object?[] Arguments);
