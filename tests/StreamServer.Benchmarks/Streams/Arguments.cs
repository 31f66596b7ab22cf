using System.Globalization;

namespace StreamServer.Benchmarks.Streams;

/// <summary>Options of a command, each with a value: <c>--seconds 20</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="ArgumentException">An option that is not among the known, or one without a value.</exception>
    public Arguments(IReadOnlyList<string> args, params string[] known)
    {
        for (int i = 0; i < args.Count; i += 2)
        {
            if (!known.Contains(args[i]))
            {
                throw new ArgumentException($"There is no option {args[i]}; there is {string.Join(", ", known)}.");
            }

            _values[args[i]] = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
        }
    }

    public int Number(string name, int otherwise) => Numbers(name, otherwise)[0];

    /// <summary>Whole numbers separated by commas.</summary>
    public int[] Numbers(string name, params int[] otherwise) =>
        _values.TryGetValue(name, out string? text)
            ? [.. text.Split(',').Select(part => int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture))]
            : otherwise;
}
