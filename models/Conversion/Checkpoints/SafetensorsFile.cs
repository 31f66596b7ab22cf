using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using StreamServer.Inference.Runtime;

namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>
/// One <c>.safetensors</c> file, mapped into memory: 8 bytes little-endian header length, a JSON header with type, shape and byte range of
/// each tensor, then the numbers (huggingface/safetensors, "Format").
/// </summary>
internal sealed unsafe class SafetensorsFile : ICheckpoint
{
    // The format allows 100 MB, which its parser would need a gigabyte for; a model of 70 billion numbers has 100 kB.
    private const long MaxHeaderBytes = 16_000_000;

    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private readonly long _length;

    /// <exception cref="CommandException">Not a readable safetensors file: says where it is wrong.</exception>
    public SafetensorsFile(string path)
    {
        Source = path;
        _length = FileLength.Of(path) ?? throw new CommandException($"{path} does not exist.");
        if (_length < 8)
        {
            throw Corrupt($"has only {_length} bytes");
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
        try
        {
            ReadHeader();
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
        TensorInfo info = this.Info(name);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + destination.Length, info.Count);
        int size = FloatDecoder.SizeOf(info.Type);
        FloatDecoder.Decode(
            new ReadOnlySpan<byte>(_bytes + _offsets[name] + (start * size), checked(destination.Length * size)), info.Type, destination);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private void ReadHeader()
    {
        long headerBytes = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(_bytes, 8));
        if (headerBytes < 2 || headerBytes > MaxHeaderBytes || headerBytes > _length - 8)
        {
            throw Corrupt($"states a header of {headerBytes} bytes");
        }

        try
        {
            using JsonDocument header = JsonDocument.Parse(new ReadOnlySpan<byte>(_bytes + 8, (int)headerBytes).ToArray());
            foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__"))
            {
                Add(tensor.Name, tensor.Value, 8 + headerBytes);
            }
        }
        catch (Exception exception) when (exception
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Corrupt("has no readable JSON header", exception);
        }
    }

    private void Add(string name, JsonElement tensor, long dataStart)
    {
        TensorType? type = tensor.GetProperty("dtype").GetString() switch
        {
            "F32" => TensorType.Float32,
            "F16" => TensorType.Float16,
            "BF16" => TensorType.BFloat16,
            _ => null,
        };
        if (type is not { } known)
        {
            // Counters and other integers that no graph reads.
            return;
        }

        TensorInfo info = new(name, known, [.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())]);
        JsonElement offsets = tensor.GetProperty("data_offsets");
        long start = offsets[0].GetInt64();
        long end = offsets[1].GetInt64();
        if (start < 0 || end < start || end > _length - dataStart || end - start != BytesOf(info))
        {
            throw Corrupt($"gives tensor '{name}' the bytes {start} to {end}, which do not fit its shape or the file");
        }

        if (!_tensors.TryAdd(name, info))
        {
            throw Corrupt($"names tensor '{name}' twice");
        }

        _offsets.Add(name, dataStart + start);
    }

    /// <returns>-1 for a shape that no tensor has.</returns>
    private static long BytesOf(TensorInfo info)
    {
        try
        {
            return info.Shape.All(dimension => dimension >= 0) ? checked(info.Count * FloatDecoder.SizeOf(info.Type)) : -1;
        }
        catch (OverflowException)
        {
            return -1;
        }
    }

    private CommandException Corrupt(string what, Exception? inner = null) =>
        new($"{Source} is not a whole safetensors file: it {what}.", inner);
}
