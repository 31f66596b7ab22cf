namespace StreamServer.Tests.Architecture;

/// <summary>Strongly connected groups of more than one node (Tarjan, 1972).</summary>
internal sealed class Cycles
{
    private readonly IReadOnlyDictionary<string, HashSet<string>> _edges;
    private readonly Dictionary<string, (int Index, int Low)> _numbers = [];
    private readonly Stack<string> _path = [];
    private readonly HashSet<string> _onPath = [];
    private readonly List<IReadOnlySet<string>> _found = [];

    private Cycles(IReadOnlyDictionary<string, HashSet<string>> edges) => _edges = edges;

    public static IReadOnlyList<IReadOnlySet<string>> Of(IReadOnlyDictionary<string, HashSet<string>> edges)
    {
        Cycles cycles = new(edges);
        foreach (string node in edges.Keys.Where(node => !cycles._numbers.ContainsKey(node)).ToArray())
        {
            if (!cycles._numbers.ContainsKey(node))
            {
                cycles.Visit(node);
            }
        }

        return cycles._found;
    }

    private void Visit(string node)
    {
        int index = _numbers.Count;
        int low = index;
        _numbers[node] = (index, low);
        _path.Push(node);
        _onPath.Add(node);
        foreach (string next in _edges.GetValueOrDefault(node) ?? [])
        {
            if (!_numbers.ContainsKey(next))
            {
                Visit(next);
                low = Math.Min(low, _numbers[next].Low);
            }
            else if (_onPath.Contains(next))
            {
                low = Math.Min(low, _numbers[next].Index);
            }
        }

        _numbers[node] = (index, low);
        if (low != index)
        {
            return;
        }

        HashSet<string> group = [];
        string member;
        do
        {
            member = _path.Pop();
            _onPath.Remove(member);
            group.Add(member);
        }
        while (member != node);
        if (group.Count > 1)
        {
            _found.Add(group);
        }
    }
}
