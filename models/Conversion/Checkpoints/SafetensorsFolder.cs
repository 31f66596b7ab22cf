using System.Text.Json;

namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>
/// A checkpoint folder as Hugging Face writes it: <c>model.safetensors</c>, or shards named by <c>model.safetensors.index.json</c>.
/// </summary>
internal sealed class SafetensorsFolder : ICheckpoint
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _shards = [];
    private readonly Dictionary<string, SafetensorsFile> _shardOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    /// <exception cref="CommandException">The folder holds neither form, or a shard is missing or broken.</exception>
    public SafetensorsFolder(string folder)
    {
        Source = folder;
        try
        {
            foreach (string file in FilesOf(folder))
            {
                SafetensorsFile shard = new(file);
                _shards.Add(shard);
                foreach ((string name, TensorInfo info) in shard.Tensors)
                {
                    _tensors[name] = info;
                    _shardOf[name] = shard;
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Source { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public void Read(string name, long start, Span<float> destination)
    {
        this.Info(name);
        _shardOf[name].Read(name, start, destination);
    }

    public void Dispose() => _shards.ForEach(shard => shard.Dispose());

    private static IEnumerable<string> FilesOf(string folder)
    {
        string index = Path.Combine(folder, IndexFile);
        if (!File.Exists(index))
        {
            string single = Path.Combine(folder, SingleFile);
            return File.Exists(single)
                ? [single]
                : throw new CommandException($"{folder} holds neither {SingleFile} nor {IndexFile}.");
        }

        try
        {
            using JsonDocument document = CheckpointJson.Parse(index);
            return [.. document.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(entry => Path.Combine(folder, Path.GetFileName(entry.Value.GetString() ?? "")))
                .Distinct(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandException($"{index} has no readable 'weight_map'.", exception);
        }
    }
}
