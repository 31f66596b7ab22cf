namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Keys and values as two arrays of zero-terminated UTF-8, for one native call.</summary>
internal readonly ref struct Utf8Pairs
{
    /// <param name="pairs">Null is the same as empty.</param>
    public Utf8Pairs(IReadOnlyCollection<KeyValuePair<string, string>> pairs)
    {
        pairs ??= [];
        Keys = new nint[pairs.Count];
        Values = new nint[pairs.Count];
        int next = 0;
        foreach ((string key, string value) in pairs)
        {
            Keys[next] = NativeText.Allocate(key);
            Values[next++] = NativeText.Allocate(value);
        }
    }

    public nint[] Keys { get; }

    public nint[] Values { get; }

    public int Count => Keys.Length;

    public void Dispose()
    {
        Array.ForEach(Keys, NativeText.Free);
        Array.ForEach(Values, NativeText.Free);
    }
}
