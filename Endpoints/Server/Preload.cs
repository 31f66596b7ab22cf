using System.Buffers;
using System.Reflection;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Endpoints.Server;

/// <summary>
/// Opens what would be opened at its first use: assemblies and the libraries of codecs. A load that fails once, in a process that
/// has run out of descriptors or memory, fails for good.
/// </summary>
internal sealed partial class Preload(ILogger<Preload> log) : BackgroundService
{
    private const int SampleRate = 48000;
    private const int FewDescriptors = 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // Each assembly keeps its file open: where descriptors are few, loading all of them would be what uses them up.
        int assemblies = OpenFiles.Limit < FewDescriptors ? 0 : LoadReferences(Assembly.GetExecutingAssembly(), [], stoppingToken);
        foreach (string name in AudioFormats.Names)
        {
            if (AudioFormats.TryParse(name, out AudioFormat format))
            {
                Encode(format);
            }
        }

        LogLoaded(assemblies);
    }

    private static int LoadReferences(Assembly assembly, HashSet<string> seen, CancellationToken cancellation)
    {
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            cancellation.ThrowIfCancellationRequested();
            if (seen.Add(reference.FullName) && Load(reference) is { } loaded)
            {
                LoadReferences(loaded, seen, cancellation);
            }
        }

        return seen.Count;
    }

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // Referenced, and not there: of another system, or never used.
            return null;
        }
    }

    private void Encode(AudioFormat format)
    {
        try
        {
            int rate = format is AudioFormat.MuLaw or AudioFormat.Alaw ? 8000 : SampleRate;
            using IAudioEncoder encoder = AudioEncoders.Create(format, rate, null);
            ArrayBufferWriter<byte> bytes = new();
            encoder.Start(bytes);
            encoder.Encode(new float[rate / 10], bytes);
            encoder.Finish(bytes);
        }
        catch (StreamException exception)
        {
            LogMissing(format, exception.Message);
        }
    }

    [LoggerMessage(45, LogLevel.Debug, "{Count} assemblies are loaded", EventName = "Preloaded")]
    private partial void LogLoaded(int count);

    [LoggerMessage(46, LogLevel.Debug, "{Format} is not there: {Reason}", EventName = "FormatMissing")]
    private partial void LogMissing(AudioFormat format, string reason);
}
