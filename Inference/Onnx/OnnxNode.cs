namespace StreamServer.Inference.Onnx;

/// <summary>A node of a model file that was read.</summary>
internal sealed class OnnxNode
{
    private readonly List<ProtoField> _fields;

    public OnnxNode(ProtoField field)
    {
        _fields = ProtoReader.Read(field.Content);
        Inputs = [.. _fields.Where(part => part.Number == OnnxFields.Node.Input).Select(part => part.Text())];
        Outputs = [.. _fields.Where(part => part.Number == OnnxFields.Node.Output).Select(part => part.Text())];
        Operation = _fields.TextOf(OnnxFields.Node.Operation);
        Domain = _fields.TextOf(OnnxFields.Node.Domain);
    }

    /// <summary>Empty for an optional input that is absent.</summary>
    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    public string Operation { get; }

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain { get; }

    /// <summary>An integer attribute, or what counts when it is absent.</summary>
    public long Attribute(string name, long absent) =>
        Find(name) is { } attribute ? attribute.FirstOrDefault(field => field.Number == OnnxFields.Attribute.Int).Value : absent;

    /// <summary>A list of integers; null when it is absent.</summary>
    public IReadOnlyList<long>? Attributes(string name) => Find(name)?.Numbers(OnnxFields.Attribute.Ints).ToArray();

    /// <summary>The node with other inputs, and with one integer attribute in place of its own.</summary>
    public ProtoMessage With(IReadOnlyList<string> inputs, (string Name, long Value)? attribute = null)
    {
        ProtoMessage node = new();
        foreach (string input in inputs)
        {
            node.Text(OnnxFields.Node.Input, input);
        }

        foreach (ProtoField field in _fields.Where(field => field.Number != OnnxFields.Node.Input))
        {
            if (attribute is not { } replaced || field.Number != OnnxFields.Node.Attribute || NameOf(field) != replaced.Name)
            {
                node.Append(field.Encoded.Span);
            }
        }

        return attribute is { } own ? node.Message(OnnxFields.Node.Attribute, OnnxAttribute.Of(own.Name, own.Value).Message) : node;
    }

    private static string NameOf(ProtoField attribute) => ProtoReader.Read(attribute.Content).TextOf(OnnxFields.Attribute.Name);

    private List<ProtoField>? Find(string name) => _fields
        .Where(field => field.Number == OnnxFields.Node.Attribute)
        .Select(field => ProtoReader.Read(field.Content))
        .FirstOrDefault(attribute => attribute.TextOf(OnnxFields.Attribute.Name) == name);
}
