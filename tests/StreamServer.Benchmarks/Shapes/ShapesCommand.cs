using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using StreamServer.Models.Commands;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>
/// <c>bench shapes</c>: builds Spark-TTS-0.5B and AP-BWE in their real sizes with random weights, by the code that converts real ones, and
/// runs each. What they cost is real, what they say is noise.
/// </summary>
internal static class ShapesCommand
{
    public static Command Create()
    {
        Option<string?> to = new("--out") { Description = "Folder for the models, default a temporary one", HelpName = "DIR" };
        Option<WeightFormat> weights = ConvertModel.Weights("--weights", "The language model's weights", WeightFormat.Int8);
        Option<bool> keep =
            new("--keep") { Description = "Leave the folder: the server runs it with MODELS_DIR=DIR TTS_MODEL=real-shapes" };
        Command command = new("shapes", "The real models' sizes with random weights, built and run.") { to, weights, keep };
        command.SetAction(result => Run(result.GetValue(to), result.GetValue(weights), result.GetValue(keep)));
        return command;
    }

    private static int Run(string? to, WeightFormat weights, bool keep)
    {
        string folder = Path.GetFullPath(to ?? Directory.CreateTempSubdirectory("real-shapes-").FullName);
        try
        {
            LanguageModel(folder, weights);
            Codec(folder);
            SuperResolution(folder);
            ShapesManifest.Write(folder);
        }
        finally
        {
            if (!keep)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Say($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:0.0} GB");
        return 0;
    }

    private static void LanguageModel(string folder, WeightFormat weights)
    {
        string to = Directory.CreateDirectory(Path.Combine(folder, "lm")).FullName;
        ShapesTokenizer.Write(Path.Combine(to, "tokenizer.json"));
        IReadOnlyList<int> head = HeadTokens.Find(Path.Combine(to, "tokenizer.json"));
        Qwen2Options options = new() { Weights = weights, HeadTokens = head, ContextLength = RealShapes.LanguageModel.MaxPositions };
        string model = Path.Combine(to, "model.onnx");
        using RandomCheckpoint checkpoint = RealShapes.SparkLanguageModel();
        Time($"language model, {checkpoint.Parameters:N0} parameters, {weights}: written", to,
            () => Qwen2Graph.Write(checkpoint, RealShapes.LanguageModel, options, model));
        GenAiConfigFile.Write(Path.Combine(to, "genai_config.json"), RealShapes.LanguageModel, options, new SamplingDefaults());
        File.WriteAllText(Path.Combine(to, "head_tokens.json"), JsonSerializer.Serialize(head));

        LogitReader? reader = null;
        Time("language model: loaded", null, () => reader = new LogitReader(model, RealShapes.LanguageModel));
        using (reader)
        {
            Time("language model: prompt of 64 tokens", null, () => reader!.Start([.. Enumerable.Range(1000, 64)]));
            Time("language model: 16 tokens one by one", null, () =>
            {
                for (int i = 0; i < 16; i++)
                {
                    Check(reader!.Next(head[100 * i]), head.Count);
                }
            });
        }
    }

    private static void Codec(string folder)
    {
        string to = Directory.CreateDirectory(Path.Combine(folder, "codec")).FullName;
        using RandomCheckpoint checkpoint = RealShapes.SparkCodec();
        Time($"codec, {checkpoint.Parameters:N0} parameters: written", to, () =>
        {
            BiCodecDecoderGraph.Write(checkpoint, RealShapes.Codec, Path.Combine(to, "decoder.onnx"));
            BiCodecSpeakerGraph.Write(checkpoint, RealShapes.Codec, Path.Combine(to, "speaker.onnx"));
        });
        float[] speaker = Run(Path.Combine(to, "speaker.onnx"), "codec: one voice",
            ("global_tokens", OrtValue.CreateTensorValueFromMemory(new long[32], [1, 32])));
        long[] tokens = [.. Enumerable.Range(0, 50).Select(i => (long)(i * 163))];
        float[] wav = Run(
            Path.Combine(to, "decoder.onnx"),
            "codec: one second of audio (50 tokens)",
            ("semantic_tokens", OrtValue.CreateTensorValueFromMemory(tokens, [1, 50])),
            ("d_vector", OrtValue.CreateTensorValueFromMemory(speaker, [1, speaker.Length])));
        Check(wav, 50 * RealShapes.Codec.SamplesPerToken);
        foreach (string line in ContextError.Lines(Path.Combine(to, "decoder.onnx"), speaker, RealShapes.Codec.SamplesPerToken))
        {
            Say($"{line}");
        }
    }

    private static void SuperResolution(string folder)
    {
        string to = Directory.CreateDirectory(Path.Combine(folder, "ap-bwe")).FullName;
        using RandomCheckpoint checkpoint = RealShapes.ApBwe();
        Time($"super-resolution, {checkpoint.Parameters:N0} parameters: written", to,
            () => ApBweGraph.Write(checkpoint, Path.Combine(to, "model.onnx")));
        Check(
            Run(
                Path.Combine(to, "model.onnx"),
                "super-resolution: one second of audio (600 frames)",
                ("log_amp", OrtValue.CreateTensorValueFromMemory(new float[513 * 600], [1, 513, 600])),
                ("pha", OrtValue.CreateTensorValueFromMemory(new float[513 * 600], [1, 513, 600]))),
            513 * 600);
    }

    private static float[] Run(string path, string what, params (string Name, OrtValue Value)[] inputs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = Environment.ProcessorCount };
        using InferenceSession session = new(path, options);
        using RunOptions run = new();
        float[] result = [];
        Time(what, null, () =>
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
                run, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], [session.OutputNames[0]]);
            result = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        });
        foreach ((_, OrtValue value) in inputs)
        {
            value.Dispose();
        }

        return result;
    }

    private static void Check(float[] values, int count)
    {
        if (values.Length != count || values.Any(value => !float.IsFinite(value)))
        {
            throw new InvalidDataException($"The model gave {values.Length} numbers, not {count} finite ones.");
        }
    }

    private static void Time(string what, string? folder, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string size = folder is null ? "" : $", {new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / 1e6:0} MB";
        Say($"{what} in {seconds:0.00} s{size}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
