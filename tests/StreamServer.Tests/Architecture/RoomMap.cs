using System.Text;

namespace StreamServer.Tests.Architecture;

/// <summary>The table as a Mermaid drawing, without arrows that others imply, so that it can be read.</summary>
internal static class RoomMap
{
    public static string Draw()
    {
        StringBuilder map = new("```mermaid\nflowchart TD\n");
        foreach (Room room in Rooms.Table.Reverse())
        {
            map.Append($"    {Id(room.Name)}[{room.Name}]\n");
        }

        foreach (Room room in Rooms.Table.Reverse())
        {
            foreach (string below in room.MaySee.Where(name => !room.MaySee.Any(other => Sees(other, name))))
            {
                map.Append($"    {Id(room.Name)} --> {Id(below)}\n");
            }
        }

        return map.Append("```\n").ToString();
    }

    private static bool Sees(string room, string other) => Rooms.Table.Single(row => row.Name == room).MaySee.Contains(other);

    private static string Id(string name) => name.Replace("/", string.Empty, StringComparison.Ordinal);
}
