using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Architecture;

/// <summary>The house as it is compiled against the table of <see cref="Rooms"/>.</summary>
public sealed class HouseTests
{
    private static readonly IReadOnlyList<Arrow> All = Arrows.Of(typeof(NativeEnvironment).Assembly.Location);

    [Fact]
    public void Every_arrow_between_rooms_stands_in_the_table()
    {
        string[] wrong =
        [
            .. from arrow in All
               let source = Rooms.Of(arrow.FromNamespace)
               let target = Rooms.Of(arrow.ToNamespace)
               where source is not null && source != target && !(target is not null && source.MaySee.Contains(target.Name))
               orderby arrow.From
               select $"{arrow.From} -> {arrow.To}: {source.Name} may not see {target?.Name ?? arrow.ToNamespace}",
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Arrows_of_the_table_point_down()
    {
        for (int row = 0; row < Rooms.Table.Length; row++)
        {
            Assert.All(Rooms.Table[row].MaySee, below => Assert.Contains(Rooms.Table.Take(row), room => room.Name == below));
        }
    }

    [Fact]
    public void Every_namespace_is_in_a_room()
    {
        string[] homeless =
        [
            .. All.SelectMany(arrow => new[] { arrow.FromNamespace, arrow.ToNamespace }).Distinct()
                .Where(name => name != "StreamServer" && Rooms.Of(name) is null),
        ];
        Assert.True(homeless.Length == 0, string.Join('\n', homeless));
    }

    [Fact]
    public void No_folders_see_each_other_in_a_circle()
    {
        Dictionary<string, HashSet<string>> seen = All
            .GroupBy(arrow => arrow.FromNamespace)
            .ToDictionary(group => group.Key, group => group.Select(arrow => arrow.ToNamespace).Where(name => name != group.Key)
                .ToHashSet());
        string[] circles = [.. Cycles.Of(seen).Select(circle => string.Join(", ", circle.Order()) + Examples(circle))];
        Assert.True(circles.Length == 0, string.Join("\n\n", circles));
    }

    [Fact]
    public void The_map_in_the_architecture_page_is_drawn_from_the_table()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        Assert.Contains(RoomMap.Draw(), page, StringComparison.Ordinal);
    }

    /// <summary>One pair of types for each pair of folders: where to cut.</summary>
    private static string Examples(IReadOnlySet<string> circle) => string.Concat(
        All
            .Where(arrow => arrow.FromNamespace != arrow.ToNamespace && circle.Contains(arrow.FromNamespace)
                && circle.Contains(arrow.ToNamespace))
            .GroupBy(arrow => (arrow.FromNamespace, arrow.ToNamespace))
            .OrderBy(group => group.Count())
            .Select(group => $"\n  {group.Count()}: {group.First().From} -> {group.First().To}"));
}
