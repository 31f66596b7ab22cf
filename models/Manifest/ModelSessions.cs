using StreamServer.Inference.Runtime;

namespace StreamServer.Models.Manifest;

/// <summary>Sessions of models as the manifest names them: the runtime below knows names and paths only.</summary>
internal static class ModelSessions
{
    /// <summary>Opens one file of a model.</summary>
    /// <param name="file">The file, by what the loader calls it.</param>
    /// <param name="threads">Threads of one run, the caller's included; 0 means <see cref="OnnxSessions.Threads"/>.</param>
    /// <exception cref="Inference.StreamException">Missing, corrupt or not runnable here: names model and file.</exception>
    public static OnnxGraph Open(this OnnxSessions sessions, ModelEntry model, string file, int threads) =>
        sessions.Open(model.Name, file, model.PathOf(file), content: null, threads);

    /// <summary>Opens a graph that was made from one of a model's files.</summary>
    /// <param name="path">The graph's file.</param>
    /// <param name="content">The graph itself when it is not in a file; its external weights lie beside <paramref name="path"/>.</param>
    /// <param name="threads">Threads of one run, the caller's included; 0 means <see cref="OnnxSessions.Threads"/>.</param>
    /// <exception cref="Inference.StreamException">Missing, corrupt or not runnable here: names model and file.</exception>
    public static OnnxGraph Open(this OnnxSessions sessions, ModelEntry model, string path, byte[]? content, int threads) =>
        sessions.Open(model.Name, "model", path, content, threads);
}
