namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>
/// What an instrument says about its labels when it is made, as one of its own tags: the name, and all values where they are few and
/// known, so that every series exists from the start. Never a key, a session, a user or a cloned voice.
/// </summary>
internal static class LabelValues
{
    /// <summary>These values and no others.</summary>
    public static KeyValuePair<string, object?> Closed(string name, params string[] values) => new(name, values);

    /// <summary>Values that the operator chooses: names of plans, of models.</summary>
    public static KeyValuePair<string, object?> Open(string name) => new(name, Array.Empty<string>());
}
