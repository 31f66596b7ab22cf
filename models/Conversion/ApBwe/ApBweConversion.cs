using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Checkpoints.Torch;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Conversion.ApBwe;

/// <summary>An AP-BWE checkpoint (PyTorch's own file, or safetensors) to the graph that this server loads.</summary>
internal static class ApBweConversion
{
    /// <param name="from">A file of <c>torch.save</c>, a safetensors file, or a folder of safetensors.</param>
    /// <param name="to">Folder of the result.</param>
    /// <param name="manifestFolder">Folder of the manifest, which the entry's folder is relative to.</param>
    /// <param name="like">The entry to fill in.</param>
    /// <param name="weights">How the matrices are stored.</param>
    /// <exception cref="CommandException">Not such a checkpoint: says what is missing.</exception>
    public static ModelEntry Run(string from, string to, string manifestFolder, ModelEntry like, WeightFormat weights)
    {
        Directory.CreateDirectory(to);
        using (ICheckpoint checkpoint = Open(from))
        {
            ApBweGraph.Write(checkpoint, Path.Combine(to, "model.onnx"), weights);
        }

        Dictionary<string, ModelFile> files = [];
        foreach ((string name, string file) in new[] { ("model", "model.onnx"), ("data", "model.onnx.data") })
        {
            string path = Path.Combine(to, file);
            files[name] = new ModelFile { Path = file, Bytes = new FileInfo(path).Length, Sha256 = ModelManifest.HashOf(path) };
        }

        return like with { Folder = Path.GetRelativePath(manifestFolder, to).Replace('\\', '/'), Root = to, Files = files };
    }

    private static ICheckpoint Open(string from) => Directory.Exists(from)
        ? new SafetensorsFolder(from)
        : Path.GetExtension(from) == ".safetensors" ? new SafetensorsFile(from) : new TorchCheckpoint(from, "generator");
}
