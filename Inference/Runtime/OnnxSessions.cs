using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// Opens model files on the device that was chosen at start. Graphs are owned by the caller. Thread-safe after construction.
/// </summary>
internal sealed class OnnxSessions
{
    private readonly ConcurrentDictionary<string, TimeSpan> _opened = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _deviceThreads;

    /// <exception cref="StreamException"><c>INFERENCE_DEVICE=cuda</c> and its provider does not load: says why.</exception>
    public OnnxSessions(RuntimeOptions options)
    {
        _deviceThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        (Device, DeviceReason) = Choose(options.Device);
        IsFallback = options.Device == DeviceKind.Auto && Device == DeviceKind.Cpu;
    }

    /// <summary>What sessions run on: never <see cref="DeviceKind.Auto"/>.</summary>
    public DeviceKind Device { get; }

    /// <summary>One sentence for people: why this device.</summary>
    public string DeviceReason { get; }

    /// <summary>Processor threads that models may use in all.</summary>
    public int Threads => _deviceThreads;

    /// <summary>How long the files of each model took to open, by name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> LoadTimes => _opened;

    /// <summary>
    /// The processor was taken although it was not asked for: <c>INFERENCE_DEVICE=auto</c> found no CUDA. The commonest failure in this
    /// field, and a silent one.
    /// </summary>
    public bool IsFallback { get; }

    /// <summary>Whether a file of that model was opened.</summary>
    public bool HasOpened(string model) => _opened.ContainsKey(model);

    /// <summary>Opens one graph of a model.</summary>
    /// <param name="model">Its name, for messages and <see cref="HasOpened"/>.</param>
    /// <param name="file">What the loader calls the graph, for messages.</param>
    /// <param name="path">The graph's file.</param>
    /// <param name="content">The graph itself when it is not in a file; its external weights lie beside <paramref name="path"/>.</param>
    /// <param name="threads">Threads of one run, the caller's included; 0 means <see cref="Threads"/>.</param>
    /// <exception cref="StreamException">Missing, corrupt or not runnable here: names model and file.</exception>
    public OnnxGraph Open(string model, string file, string path, byte[]? content, int threads)
    {
        using SessionOptions options = Configure(Device, threads > 0 ? threads : _deviceThreads);
        if (content is not null)
        {
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path",
                Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            InferenceSession session = content is null ? new(path, options) : new(content, options);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            _opened.AddOrUpdate(model, took, (_, before) => before + took);
            return new OnnxGraph(session, model, file);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{model}': {path} does not load ({exception.Message.Split('\n')[0].Trim()}). Check it with: ./run.sh models verify",
                inner: exception);
        }
    }

    private static SessionOptions Configure(DeviceKind device, int threads)
    {
        SessionOptions options = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            // Shapes vary from run to run: patterns would pile up, one for each shape (facts in docs/decisions/0004).
            EnableMemoryPattern = false,
        };

        // Several sessions share few cores: a pool that spins takes them from the session that has work.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");

        // Not "session.set_denormal_as_zero": it stays switched on in the calling thread after a run, and .NET's own vector
        // code breaks under it (TensorPrimitives.IndexOfMax compares indices as denormal floats and answers 0).
        if (device == DeviceKind.Cuda)
        {
            options.AppendExecutionProvider_CUDA(0);
        }

        return options;
    }

    private static (DeviceKind Device, string Reason) Choose(DeviceKind wish)
    {
        if (wish == DeviceKind.Cpu)
        {
            return (DeviceKind.Cpu, "INFERENCE_DEVICE=cpu");
        }

        // A provider that is not there is an answer, not an error: the runtime would print one of its own.
        OrtEnv environment = OrtEnv.Instance();
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            using SessionOptions probe = Configure(DeviceKind.Cuda, 1);
            return (DeviceKind.Cuda, "the CUDA provider loads");
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException)
        {
            string why = exception is EntryPointNotFoundException
                ? "this build has none; build with -p:Cuda=true"
                : CudaLibraries.Missing() ?? exception.Message.Split('\n')[0].Trim();
            return wish == DeviceKind.Auto
                ? (DeviceKind.Cpu, $"no CUDA provider: {why}")
                : throw new StreamException(
                    StreamError.ServerNotReady,
                    $"INFERENCE_DEVICE=cuda, but there is no CUDA provider: {why}",
                    inner: exception);
        }
        finally
        {
            environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        }
    }
}
