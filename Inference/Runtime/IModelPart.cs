namespace StreamServer.Inference.Runtime;

/// <summary>A half of the server that must load its models and run each of them once before it takes work.</summary>
internal interface IModelPart
{
    /// <summary>Short name, as readiness shows it: <c>stt</c>, <c>tts</c>.</summary>
    string Name { get; }

    /// <summary>Loads and warms up, on a pool thread, before any work comes; a second time it first gives back what it has.</summary>
    /// <returns>What was loaded, for the start-up lines.</returns>
    /// <exception cref="StreamException">A file is missing or corrupt: the part stays unready, the rest of the server goes on.</exception>
    string Load(CancellationToken cancellation);
}
