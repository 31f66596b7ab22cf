namespace StreamServer.Endpoints.Uploads;

/// <summary>A multipart form that has come whole. Dispose it when its files have been read.</summary>
internal sealed class UploadForm : IDisposable
{
    private readonly List<KeyValuePair<string, string>> _fields = [];
    private readonly List<KeyValuePair<string, UploadFile>> _files = [];

    /// <summary>Names of fields and files, in order.</summary>
    public IEnumerable<string> Names => _fields.Select(pair => pair.Key).Concat(_files.Select(pair => pair.Key));

    /// <summary>The fields and files that there are.</summary>
    public int Count => _fields.Count + _files.Count;

    public void Add(string name, string value) => _fields.Add(new(name, value));

    public void Add(string name, UploadFile file) => _files.Add(new(name, file));

    /// <returns>The values of a field joined by commas; null when it is absent.</returns>
    public string? Get(string name) => All(name) is { Length: > 0 } values ? string.Join(',', values) : null;

    public string[] All(string name) =>
        [.. _fields.Where(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value)];

    /// <returns>The first file of that name; null when there is none.</returns>
    public UploadFile? File(string name) =>
        _files.Find(file => file.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public void Dispose()
    {
        foreach ((_, UploadFile file) in _files)
        {
            file.Dispose();
        }
    }
}
