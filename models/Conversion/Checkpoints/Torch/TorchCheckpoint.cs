using System.IO.Compression;

namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>
/// A checkpoint as <c>torch.save</c> has written it since PyTorch 1.6: a zip archive with a pickle of the structure (<c>*/data.pkl</c>) and
/// one file of raw numbers for each storage (<c>*/data/KEY</c>).
/// </summary>
internal sealed class TorchCheckpoint : ICheckpoint
{
    // The structure of a checkpoint with ten thousand tensors has 1 MB.
    private const long MostStructureBytes = 16_000_000;

    // torch.save does not compress; who packs the file again saves a tenth.
    private const int MostCompression = 20;

    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Key, long Offset)> _places = new(StringComparer.Ordinal);
    private readonly ZipArchive _archive;
    private readonly string _root;
    private string _loadedKey = "";
    private byte[] _loaded = [];

    /// <param name="path">The file.</param>
    /// <param name="member">The member of the saved dictionary that holds the weights, such as <c>generator</c>; the dictionary itself when
    /// it has no such member.</param>
    /// <exception cref="CommandException">Not such a file: says what is wrong.</exception>
    public TorchCheckpoint(string path, string member)
    {
        Source = path;
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        FileStream file = File.OpenRead(path);
        try
        {
            _archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry structure = _archive.Entries.FirstOrDefault(entry => entry.Name == "data.pkl")
                ?? throw new InvalidDataException("It holds no data.pkl.");
            _root = structure.FullName[..^"data.pkl".Length];
            if (structure.Length > MostStructureBytes)
            {
                throw new InvalidDataException($"Its data.pkl has {structure.Length} bytes.");
            }

            object? saved = PickleReader.Read(ReadEntry(structure));
            AddAll(saved is Dictionary<string, object?> root && root.TryGetValue(member, out object? weights) ? weights : saved);
        }
        catch (Exception exception) when (exception
            is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException)
        {
            file.Dispose();
            throw new CommandException($"{path} is not a PyTorch checkpoint: {exception.Message}", exception);
        }
    }

    public string Source { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public void Read(string name, long start, Span<float> destination)
    {
        TensorInfo info = this.Info(name);
        (string key, long offset) = _places[name];
        if (_loadedKey != key)
        {
            _loaded = ReadEntry(_archive.GetEntry($"{_root}data/{key}")!);
            _loadedKey = key;
        }

        int size = FloatDecoder.SizeOf(info.Type);
        FloatDecoder.Decode(_loaded.AsSpan(checked((int)((offset + start) * size)), destination.Length * size), info.Type, destination);
    }

    public void Dispose() => _archive.Dispose();

    private static byte[] ReadEntry(ZipArchiveEntry entry)
    {
        // The length is what the archive states.
        if (entry.Length > Array.MaxLength || entry.Length / MostCompression > entry.CompressedLength)
        {
            throw new InvalidDataException($"It states {entry.Length} bytes for {entry.Name}, which holds {entry.CompressedLength}.");
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void AddAll(object? weights)
    {
        if (weights is not Dictionary<string, object?> named)
        {
            throw new InvalidDataException("Its weights are not a dictionary of tensors.");
        }

        foreach ((string name, object? value) in named)
        {
            if (value is PickleCall
                {
                    Function: { Module: "torch._utils", Name: "_rebuild_tensor_v2" },
                    Arguments: [PicklePersistentId storage, long offset, object?[] size, object?[] stride, ..],
                })
            {
                Add(
                    name,
                    storage,
                    offset,
                    [.. size.Select(dimension => dimension is >= 0L and <= int.MaxValue ? (int)(long)dimension : throw NoShape(name))],
                    [.. stride.Select(step => step is long number ? number : throw NoShape(name))]);
            }
        }

        if (_tensors.Count == 0)
        {
            throw new InvalidDataException("It holds no tensors.");
        }
    }

    private void Add(string name, PicklePersistentId storage, long offset, int[] shape, long[] stride)
    {
        if (storage.Parts is not ["storage", PickleGlobal kind, string key, ..])
        {
            throw new InvalidDataException($"Tensor '{name}' has no storage.");
        }

        TensorType? type = kind.Name switch
        {
            "FloatStorage" => TensorType.Float32,
            "HalfStorage" => TensorType.Float16,
            "BFloat16Storage" => TensorType.BFloat16,
            _ => null,
        };
        if (type is null)
        {
            // Counters and other integers that no graph reads.
            return;
        }

        if (stride.Length != shape.Length || offset < 0)
        {
            throw NoShape(name);
        }

        long expected = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] > 1 && stride[i] != expected)
            {
                throw new InvalidDataException($"Tensor '{name}' is not stored row by row.");
            }

            expected = checked(expected * shape[i]);
        }

        // The dictionary's keys are all different by now.
        ZipArchiveEntry numbers = _archive.GetEntry($"{_root}data/{key}")
            ?? throw new InvalidDataException($"The numbers of tensor '{name}' are missing (data/{key}).");
        if (checked((offset + expected) * FloatDecoder.SizeOf(type.Value)) > numbers.Length)
        {
            throw new InvalidDataException($"Tensor '{name}' has more numbers than its storage.");
        }

        _tensors.Add(name, new TensorInfo(name, type.Value, shape));
        _places.Add(name, (key, offset));
    }

    private static InvalidDataException NoShape(string name) => new($"Tensor '{name}' has a shape that no tensor has.");
}
