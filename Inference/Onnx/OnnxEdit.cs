namespace StreamServer.Inference.Onnx;

/// <summary>Changes to a model file.</summary>
internal sealed class OnnxEdit
{
    /// <summary>What stands in the place of a node.</summary>
    public Dictionary<OnnxNode, IReadOnlyList<ProtoMessage>> Nodes { get; } = [];

    /// <summary>By name.</summary>
    public Dictionary<string, ProtoMessage> AddedWeights { get; } = [];

    public HashSet<string> RemovedWeights { get; } = [];

    /// <summary>Graph outputs that have another shape, by name.</summary>
    public Dictionary<string, ProtoMessage> Outputs { get; } = [];

    /// <summary>Values inside the graph whose noted shape is no longer right.</summary>
    public HashSet<string> ForgottenShapes { get; } = [];
}
