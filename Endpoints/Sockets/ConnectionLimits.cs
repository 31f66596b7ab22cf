namespace StreamServer.Endpoints.Sockets;

/// <summary>What one connection may take of the server.</summary>
/// <param name="MaxMessageBytes">Largest message of the client.</param>
/// <param name="Idle">A connection on which nothing moves for so long, and to which nothing is owed, is closed.</param>
/// <param name="Send">A client that does not take one message within this time is cut off.</param>
/// <param name="Close">How long a close waits for the client's part of it.</param>
internal sealed record ConnectionLimits(int MaxMessageBytes, TimeSpan Idle, TimeSpan Send, TimeSpan Close);
