using System.CommandLine;
using System.Diagnostics;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Manifest;

namespace StreamServer.Benchmarks.Engine;

/// <summary>
/// Cost of the language model alone: one decode step at several batch sizes and one prefill, no server, no sampling. The unit
/// of work is one token of each row, at a past of 100 tokens.
/// </summary>
internal static class StepsCommand
{
    private const int Past = 100;
    private const int Steps = 200;
    private const int Rounds = 5;

    public static Command Create()
    {
        Argument<string> name = new("MODEL") { Description = "A language model's name.", DefaultValueFactory = _ => "tiny-spark-tts" };
        Command command = new("steps", "The language model alone, at several batch sizes.") { name };
        command.SetAction(result => Run(result.GetRequiredValue(name)));
        return command;
    }

    private static int Run(string name)
    {
        ModelEntry entry = ModelManifest.Load("models").Get(ModelRole.TtsLm, name);
        GenAiConfig config = GenAiConfig.Load(entry.PathOf("config"));
        AttentionKernel.UsePlain();
        OnnxSessions sessions = new(new RuntimeOptions { Device = DeviceKind.Cpu });
        Console.WriteLine("threads  batch  ms/step (median of rounds)  tokens/s");
        for (int threads = 1; threads <= Environment.ProcessorCount; threads++)
        {
            using LmModel model = new(sessions.Open(entry, "model", threads), config, 16, Math.Min(1024, config.Model.ContextLength), 64);
            foreach (int batch in (int[])[1, 2, 4, 8, 16])
            {
                double milliseconds = Median(() => Decode(model, batch));
                Console.WriteLine($"{threads,7}  {batch,5}  {milliseconds,27:F3}  {batch * 1000 / milliseconds,8:F0}");
            }

            Console.WriteLine($"{threads,7}  prefill of 64: {Median(() => Prefill(model)):F3} ms");
        }

        ModelEntry codecEntry = ModelManifest.Load("models").Get(ModelRole.TtsCodec, entry.Tts!.Codec);
        using BiCodecModel codec = new(sessions.Open(codecEntry, "model", 1), codecEntry.Codec!.SamplesPerToken, 8);
        Console.WriteLine("codec, 1 thread: tokens  batch  ms/run (median)  x real time");
        foreach (int length in (int[])[32, 70, 120, 200])
        {
            foreach (int batch in (int[])[1, 2, 4, 8])
            {
                double milliseconds = Median(() => Decode(codec, length, batch));
                Console.WriteLine($"{length,23}  {batch,5}  {milliseconds,15:F2}  "
                    + $"{batch * length / entry.Tts.TokensPerSecond * 1000 / milliseconds,11:F0}");
            }
        }

        return 0;
    }

    private static double Decode(BiCodecModel codec, int length, int batch)
    {
        long[] semantic = [.. Enumerable.Range(0, batch * length).Select(i => (long)(i * 7 % 1000))];
        long[] globals = [.. Enumerable.Range(0, batch * BiCodecModel.Globals).Select(i => (long)(i % BiCodecModel.Globals))];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5; i++)
        {
            codec.Decode(semantic, globals, batch);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / 5;
    }

    private static double Decode(LmModel model, int batch)
    {
        int[] tokens = [.. Enumerable.Range(0, batch).Select(row => 3 + row)];
        int[] pasts = [.. Enumerable.Repeat(Past, batch)];
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            model.Decode(tokens, pasts);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Steps;
    }

    private static double Prefill(LmModel model)
    {
        int[] prompt = [.. Enumerable.Range(3, 64)];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10; i++)
        {
            model.Prefill(0, 0, prompt);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / 10;
    }

    private static double Median(Func<double> measure)
    {
        measure();
        double[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => measure()).Order()];
        return rounds[Rounds / 2];
    }
}
