namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>A reference out of the pickle; PyTorch's name a storage: ("storage", type, key, device, count).</summary>
internal sealed record PicklePersistentId(object?[] Parts);
