using System.Globalization;
using Microsoft.Win32.SafeHandles;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Onnx;

/// <summary>A weight of a model file that was read; its numbers stay where they are until they are asked for.</summary>
internal sealed class OnnxTensor
{
    private readonly ReadOnlyMemory<byte> _raw;
    private readonly long _offset;

    /// <param name="field">The initializer.</param>
    /// <param name="folder">Folder of the model file: external weights lie beside it.</param>
    public OnnxTensor(ProtoField field, string folder)
    {
        List<ProtoField> fields = ProtoReader.Read(field.Content);
        Name = fields.TextOf(OnnxFields.Tensor.Name);
        Type = (int)fields.FirstOrDefault(part => part.Number == OnnxFields.Tensor.DataType).Value;
        Shape = [.. fields.Numbers(OnnxFields.Tensor.Dimension)];
        _raw = fields.FirstOrDefault(part => part.Number == OnnxFields.Tensor.RawData).Content;
        Bytes = _raw.Length;
        Dictionary<string, string> external = fields
            .Where(part => part.Number == OnnxFields.Tensor.ExternalData)
            .Select(part => ProtoReader.Read(part.Content))
            .ToDictionary(entry => entry.TextOf(OnnxFields.Entry.Key), entry => entry.TextOf(OnnxFields.Entry.Value));
        if (external.TryGetValue("location", out string? location))
        {
            // ONNX, "External Data": a path inside the model's folder.
            if (Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
            {
                throw new InvalidDataException($"The weight '{Name}' lies outside of the model's folder: '{location}'.");
            }

            File = Path.Combine(folder, location);
            _offset = Number(external, "offset") ?? 0;
            Bytes = Number(external, "length") ?? Math.Max(0, (FileLength.Of(File) ?? 0) - _offset);
            if (_offset < 0 || Bytes < 0)
            {
                throw new InvalidDataException($"The weight '{Name}' begins at {_offset} and has {Bytes} bytes.");
            }
        }
    }

    public string Name { get; }

    /// <summary>onnx.proto, <c>TensorProto.DataType</c>.</summary>
    public int Type { get; }

    public IReadOnlyList<long> Shape { get; }

    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>Where the numbers are when they are not in the model file.</summary>
    public string? File { get; }

    /// <summary>0 when the numbers are in fields of their type, which nobody uses for large weights.</summary>
    public long Bytes { get; }

    /// <summary>
    /// Seen as [outer, <paramref name="length"/>, rest]: the elements <paramref name="indices"/> of the middle dimension, in their order.
    /// </summary>
    /// <returns>The bytes of [outer, indices, rest].</returns>
    /// <exception cref="IOException">The file of weights is not readable, or ends before this one.</exception>
    /// <exception cref="InvalidDataException">It has not as many numbers as its shape says.</exception>
    public byte[] Take(long outer, long length, IReadOnlyList<int> indices)
    {
        if (File is not null && Bytes > FileLength.Of(File).GetValueOrDefault() - _offset)
        {
            throw new EndOfStreamException($"{File} ends before the weight '{Name}'.");
        }

        if (outer < 1 || length < 1 || Bytes % checked(outer * length) != 0 || indices.Any(index => index < 0 || index >= length))
        {
            throw new InvalidDataException($"The weight '{Name}' has {Bytes} bytes, which do not fit its shape.");
        }

        long inner = Bytes / (outer * length);
        byte[] result = new byte[outer * indices.Count * inner];
        using SafeFileHandle? file = File is null ? null : System.IO.File.OpenHandle(File);
        int to = 0;
        for (long row = 0; row < outer; row++)
        {
            for (int i = 0; i < indices.Count;)
            {
                // Neighbours are read in one go.
                int run = 1;
                while (i + run < indices.Count && indices[i + run] == indices[i] + run)
                {
                    run++;
                }

                Span<byte> target = result.AsSpan(to, (int)(run * inner));
                Read(file, ((row * length) + indices[i]) * inner, target);
                to += target.Length;
                i += run;
            }
        }

        return result;
    }

    private static long? Number(Dictionary<string, string> external, string key) =>
        external.TryGetValue(key, out string? value) ? long.Parse(value, CultureInfo.InvariantCulture) : null;

    private void Read(SafeFileHandle? file, long offset, Span<byte> target)
    {
        if (file is null)
        {
            _raw.Span.Slice((int)offset, target.Length).CopyTo(target);
            return;
        }

        for (int done = 0; done < target.Length;)
        {
            int read = RandomAccess.Read(file, target[done..], _offset + offset + done);
            done += read > 0 ? read : throw new EndOfStreamException($"{File} ends before the weight '{Name}'.");
        }
    }
}
