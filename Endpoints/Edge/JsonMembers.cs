using System.Text.Json;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Reads the members of a JSON object one by one and remembers every mistake, so that a caller is told all of them at once.
/// Members that nobody asked for are mistakes too.
/// </summary>
internal sealed class JsonMembers
{
    /// <summary>Unknown members that are named: a client may send thousands.</summary>
    private const int MaxUnknown = 10;

    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly List<(string Member, string Problem, StreamError Error)> _problems = [];

    /// <exception cref="StreamException">Not an object, or text that cannot be read.</exception>
    public JsonMembers(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new StreamException(StreamError.ClientBadRequest, "The body must be a JSON object.");
        }

        if (!JsonText.IsReadable(root))
        {
            throw new StreamException(StreamError.ClientBadRequest, "A string in the body is not UTF-8, or has half a surrogate pair.");
        }

        foreach (JsonProperty member in root.EnumerateObject())
        {
            _unread[member.Name] = member.Value;
        }
    }

    public string? String(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(name, "must be a string");
    }

    /// <summary>A string of a fixed set, in any case; the fallback when absent or wrong.</summary>
    public string Choice(string name, string fallback, params IReadOnlyList<string> allowed)
    {
        if (String(name) is not { } value)
        {
            return fallback;
        }

        string? match = allowed.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (match is null)
        {
            Add(name, $"must be one of {string.Join(", ", allowed)}");
        }

        return match ?? fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        if (Take(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(name, "must be true or false");
        return fallback;
    }

    public double? Number(string name, double least, double most)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most)
        {
            return number;
        }

        Add(name, FormattableString.Invariant($"must be a number from {least} to {most}"));
        return null;
    }

    public long? Whole(string name, long least, long most)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most)
        {
            return number;
        }

        Add(name, FormattableString.Invariant(
            least == most ? $"must be {least}" : (FormattableString)$"must be a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>The raw value of a member that the caller reads itself; null when absent.</summary>
    public JsonElement? Take(string name)
    {
        _known.Add(name);
        return _unread.Remove(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Names of the members that nobody has asked for, which are no mistakes from now on.</summary>
    public IReadOnlyList<string> IgnoreRest()
    {
        string[] names = [.. _unread.Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => member.Key)];
        _unread.Clear();
        return names;
    }

    /// <param name="member">Name.</param>
    /// <param name="problem">Goes on after the name: "must be …".</param>
    /// <param name="error">The error when nothing of another kind is wrong.</param>
    public void Add(string member, string problem, StreamError error = StreamError.ClientBadRequest) =>
        _problems.Add((member, problem, error));

    /// <exception cref="StreamException">
    /// Names every member that is wrong or unknown; mistakes of several kinds are a bad request.
    /// </exception>
    public void ThrowIfWrong()
    {
        foreach ((int number, string unknown) in _unread.Keys.Take(MaxUnknown).Index())
        {
            Add(Quote.Short(unknown), number > 0
                ? "is none either"
                : $"is not a member of this request; members are {string.Join(", ", _known)}");
        }

        if (_unread.Count > MaxUnknown)
        {
            Add("…", $"stands for {_unread.Count - MaxUnknown} more that are none");
        }

        if (_problems.Count > 0)
        {
            throw new StreamException(
                _problems.TrueForAll(problem => problem.Error == _problems[0].Error) ? _problems[0].Error : StreamError.ClientBadRequest,
                string.Join(" ", _problems.Select(problem => $"{problem.Member} {problem.Problem}.")),
                _problems[0].Member)
            {
                Problems = [.. _problems.Select(problem => new KeyValuePair<string, string>(problem.Member, problem.Problem))],
            };
        }
    }

    private T? Wrong<T>(string name, string problem)
    {
        Add(name, problem);
        return default;
    }
}
