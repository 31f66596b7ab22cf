namespace StreamServer.Models.Download;

/// <summary>The file's publisher has no such file, or none for this caller (401, 403, 404): no other try will bring it.</summary>
internal sealed class WithheldException(string message) : CommandException(message);
