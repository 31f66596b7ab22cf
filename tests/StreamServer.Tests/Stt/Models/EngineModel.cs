using StreamServer.Inference.Onnx;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Stt.Models;

/// <summary>A folder with a small random model that has the interface of a real one, and jobs for its engine.</summary>
internal sealed class EngineModel(string kind) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, ModelFile> _files = [];
    private long _streams;

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes one graph.</summary>
    public EngineModel Graph(string file, Action<OnnxGraphWriter> build)
    {
        using OnnxGraphWriter graph = new(_folder.File(file + ".onnx"), file);
        build(graph);
        graph.Save();
        _files[file] = new ModelFile { Path = file + ".onnx" };
        return this;
    }

    public EngineModel Text(string file, string path, string content)
    {
        File.WriteAllText(_folder.File(path), content);
        _files[file] = new ModelFile { Path = path };
        return this;
    }

    /// <summary>A vocabulary of pieces and ids, one a line.</summary>
    public EngineModel Tokens(params string[] pieces) =>
        Text("tokens", "tokens.txt", string.Join('\n', pieces.Select((piece, id) => $"{piece} {id}")));

    public ISttModel Open() => SttModels.Create(
        new ModelEntry
        {
            Name = "random",
            Role = ModelRole.Stt,
            Kind = kind,
            Folder = "",
            Files = _files,
            Licence = "",
            Source = "",
            Root = _folder.Path,
        },
        new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
        threads: 1);

    /// <summary>A final over audio that comes whole.</summary>
    public SttJob Job(float[] samples, SttJobOptions? options = null) => Job(Utterance(), SttJobKind.Final, samples, options);

    public SttUtterance Utterance() => new(++_streams);

    public static SttJob Job(SttUtterance utterance, SttJobKind kind, ReadOnlyMemory<float> samples, SttJobOptions? options = null) =>
        new(utterance, kind, samples, options ?? SttJobOptions.Default, _ => { });

    public static SttTranscript[] Run(ISttModel engine, params SttJob[] jobs)
    {
        var results = new SttTranscript[jobs.Length];
        engine.Transcribe(jobs, results);
        return results;
    }

    /// <summary>Noise whose colour changes every few hundred samples, so that features and tokens change too.</summary>
    public static float[] Audio(Random random, int samples)
    {
        float[] audio = new float[samples];
        (double pitch, double level, double phase) = (0, 0, 0);
        for (int i = 0; i < samples; i++)
        {
            if (i % 700 == 0)
            {
                (pitch, level) = (random.Next(100, 7000), 0.02 + (0.3 * random.NextDouble()));
            }

            phase += 2 * Math.PI * pitch / 16000;
            audio[i] = (float)((level * Math.Sin(phase)) + (0.05 * (random.NextDouble() - 0.5)));
        }

        return audio;
    }

    /// <summary>What a transcript says, for comparison: pieces, times and confidences to the third decimal.</summary>
    public static void AssertSame(IReadOnlyList<SttToken> expected, IReadOnlyList<SttToken> actual, string where)
    {
        Assert.True(
            expected.Count == actual.Count,
            $"{where}: expected '{string.Concat(expected.Select(token => token.Piece))}', got "
                + $"'{string.Concat(actual.Select(token => token.Piece))}'.");
        foreach ((SttToken a, SttToken b) in expected.Zip(actual))
        {
            Assert.True(
                a.Piece == b.Piece && Math.Abs(a.Start - b.Start) < 1e-3 && Math.Abs(a.End - b.End) < 1e-3
                    && Math.Abs(a.LogProbability - b.LogProbability) < 2e-3,
                $"{where}: expected {a}, got {b}.");
        }
    }
}
