using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>
/// What became of a key that was sent. A refusal is a value: a flood of wrong keys must not cost a thrown exception each.
/// </summary>
/// <param name="Key">Where it is right.</param>
/// <param name="Refused">Why it is not taken; null where it is right.</param>
internal readonly record struct KeyCheck(ValidKey Key, StreamException? Refused);
