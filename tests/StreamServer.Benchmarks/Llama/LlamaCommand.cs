using System.CommandLine;
using System.Diagnostics;
using StreamServer.Benchmarks.Shapes;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Commands;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;

namespace StreamServer.Benchmarks.Llama;

/// <summary>
/// <c>bench llama</c>: decode steps of Spark-TTS's language model in its real sizes, 8-bit random weights, here and in llama.cpp, in turns
/// on the same threads. Both with the whole vocabulary, and both with the semantic tokens and one stop alone, which llama.cpp has no way to
/// be limited to but by another model.
/// </summary>
internal static class LlamaCommand
{
    private const int MostRows = 16;
    private const int Length = 512;
    private const int Past = 100;
    private const int PrefillChunk = 64;
    private const int FirstSemantic = 155_761;
    private const int Semantics = 8192;
    private const int Stop = 151_645;

    public static Command Create()
    {
        Option<string> to = new("--out")
        {
            Description = "Folder for the models, which stay there.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine("artifacts", "llama", "models"),
        };
        Option<int> threads = NumberOptions.Whole("--threads", "Threads, default all processors", 0);
        Option<int> steps = NumberOptions.Whole("--steps", "Steps of one measurement", 32);
        Option<int> rounds = NumberOptions.Whole("--rounds", "Measurements of each, of which the median counts", 5);
        Command command = new("llama", "The real language model's sizes, here and in llama.cpp.") { to, threads, steps, rounds };
        command.SetAction(result => Run(
            Directory.CreateDirectory(result.GetRequiredValue(to)).FullName,
            result.GetValue(threads) is > 0 and int given ? given : Environment.ProcessorCount,
            result.GetValue(steps),
            result.GetValue(rounds)));
        return command;
    }

    private static int Run(string folder, int threads, int steps, int rounds)
    {
        LlamaLibrary library = new(LlamaPackage.Fetch());
        AttentionKernel.UsePlain();
        int[] legal = [Stop, .. Enumerable.Range(FirstSemantic, Semantics)];
        WriteModels(folder, legal);
        Say(ProcessorName.Text());
        using OwnModel whole = Own(folder, null, threads);
        using OwnModel cut = Own(folder, legal, threads);
        using OwnModel row = Own(Path.Combine(folder, "row"), null, threads, legal);
        using OwnModel rowDown = Own(Path.Combine(folder, "row-down"), null, threads, legal);
        using LlamaModel theirs = new(library, Path.Combine(folder, "whole.gguf"), MostRows, Length, threads);
        using LlamaModel theirsSmall = new(library, Path.Combine(folder, "small.gguf"), MostRows, Length, threads);
        (string Name, IDecoder Model)[] all =
        [
            ("StreamServer, int8, head cut at load to 8,193", cut),
            ("StreamServer, row, head of 8,193", row),
            ("StreamServer, row with down by row too", rowDown),
            ("llama.cpp, 166,000 tokens", theirs),
            ("StreamServer, 166,000 tokens", whole),
            ("llama.cpp, a model of 8,193 tokens", theirsSmall),
        ];

        Say($"tokens/s at {Past} to {Past + steps} tokens of context, {threads} threads, median of {rounds} (least to most); llama.cpp "
            + $"{LlamaPackage.Release} ({LlamaPackage.Name} {LlamaPackage.Version})");
        foreach (int rows in (int[])[1, 4, 8, 16])
        {
            List<double>[] figures = [.. all.Select(_ => new List<double>())];
            for (int round = 0; round <= rounds; round++)
            {
                for (int i = 0; i < all.Length; i++)
                {
                    double figure = Measure(all[i].Model, rows, steps);

                    // The first one warms up.
                    if (round > 0)
                    {
                        figures[i].Add(figure);
                    }
                }
            }

            for (int i = 0; i < all.Length; i++)
            {
                figures[i].Sort();
                Say($"  batch {rows,2}  {all[i].Name,-42} {figures[i][rounds / 2],7:0.0}  ({figures[i][0]:0.0} to {figures[i][^1]:0.0})");
            }
        }

        return 0;
    }

    private static double Measure(IDecoder model, int rows, int steps)
    {
        model.Start(rows, Past);
        model.Step(rows);
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            model.Step(rows);
        }

        return rows * steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void WriteModels(string folder, int[] legal)
    {
        Qwen2Config sizes = RealShapes.LanguageModel;
        string own = Path.Combine(folder, "model.onnx");
        if (!File.Exists(own))
        {
            Qwen2Options options = new() { Weights = WeightFormat.Int8, Head = WeightFormat.Int8, ContextLength = Length };
            using RandomCheckpoint checkpoint = RealShapes.SparkLanguageModel();
            Say($"writing {own}: {checkpoint.Parameters:N0} parameters, int8");
            Qwen2Graph.Write(checkpoint, sizes, options, own);
            GenAiConfigFile.Write(Path.Combine(folder, "genai_config.json"), sizes, options, new SamplingDefaults());
        }

        foreach ((string name, bool isDown) in new[] { ("row", false), ("row-down", true) })
        {
            string to = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            if (!File.Exists(Path.Combine(to, "model.onnx")))
            {
                Qwen2Options options = new()
                {
                    Weights = WeightFormat.Row,
                    Head = WeightFormat.Row,
                    IsDownByRow = isDown,
                    HeadTokens = legal,
                    ContextLength = Length,
                };
                using RandomCheckpoint checkpoint = RealShapes.SparkLanguageModel();
                Say($"writing {to}: {name}");
                Qwen2Graph.Write(checkpoint, sizes, options, Path.Combine(to, "model.onnx"));
                GenAiConfigFile.Write(Path.Combine(to, "genai_config.json"), sizes, options, new SamplingDefaults());
            }
        }

        foreach ((string name, int vocabulary) in new[] { ("whole.gguf", sizes.Vocabulary), ("small.gguf", Semantics + 1) })
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                Say($"writing {path}: Q8_0");
                GgufFile.Write(path, sizes, RealShapes.FeedForward, vocabulary);
            }
        }
    }

    /// <param name="folder">Of the model.</param>
    /// <param name="legal">What the head is cut to at load; null leaves it.</param>
    /// <param name="threads">Of the session.</param>
    /// <param name="head">What the head scores, where the file has a cut one.</param>
    private static OwnModel Own(string folder, int[]? legal, int threads, int[]? head = null)
    {
        LmFile file = HeadCut.Prepare(Path.Combine(folder, "model.onnx"), "logits", legal);
        ModelEntry entry = new()
        {
            Name = "real-shapes",
            Role = ModelRole.TtsLm,
            Kind = "spark-tts",
            Folder = folder,
            Files = new Dictionary<string, ModelFile>(),
            Licence = "",
            Source = ""
        };
        OnnxSessions sessions = new(new RuntimeOptions { Device = DeviceKind.Cpu });
        GenAiConfig config = GenAiConfig.Load(Path.Combine(folder, "genai_config.json"));
        return new OwnModel(LmModels.Open(sessions.Open(entry, file.Path, file.Content, threads), config, MostRows, Length, PrefillChunk,
            head?.Select((token, column) => (token, column)).ToDictionary(pair => pair.token, pair => pair.column) ?? file.Head),
            PrefillChunk);
    }

    private static void Say(string text) => Console.WriteLine(text);
}
