namespace StreamServer.Tests.Architecture;

/// <summary>One row of the table of rooms.</summary>
/// <param name="Name">As on the map of <c>docs/architecture.md</c>.</param>
/// <param name="Namespaces">Below <c>StreamServer</c>; a namespace belongs to the room that names its longest prefix.</param>
/// <param name="MaySee">Rooms that its code may name, beside itself.</param>
internal sealed record Room(string Name, string[] Namespaces, string[] MaySee);
