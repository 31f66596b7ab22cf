using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using StreamServer.Benchmarks.Accuracy;
using StreamServer.Benchmarks.Auth;
using StreamServer.Benchmarks.Connections;
using StreamServer.Benchmarks.Engine;
using StreamServer.Benchmarks.Hostile;
using StreamServer.Benchmarks.Llama;
using StreamServer.Benchmarks.Load;
using StreamServer.Benchmarks.Normalization;
using StreamServer.Benchmarks.Scale;
using StreamServer.Benchmarks.Shapes;
using StreamServer.Benchmarks.Soak;
using StreamServer.Benchmarks.Streams;
using StreamServer.Benchmarks.Supabase;
using StreamServer.Benchmarks.Voices;

namespace StreamServer.Benchmarks;

/// <summary>The commands of <c>./run.sh bench</c>.</summary>
internal static class BenchCommands
{
    public static RootCommand Create()
    {
        RootCommand root = new("Load and micro benchmarks.")
        {
            LoadCommand.Create(),
            StreamsCommand.Create(),
            LatencyCommand.Create(),
            OverloadCommand.Create(),
            Plain("accuracy", "Word errors by shape of audio.", AccuracyCommand.RunAsync),
            StepsCommand.Create(),
            Plain("batching", "Eight speech requests in sequence and at once, in turns.", BatchingCommand.RunAsync),
            Plain("voices", "Does a text of 10,000 characters end in the voice in which it began?", VoicesCommand.RunAsync),
            Micro(),
            ShapesCommand.Create(),
            LlamaCommand.Create(),
            SoakCommand.Create(),
            ConnectionsCommand.Create(),
            ScaleCommand.Create(),
            AuthCommand.Create(),
            SupabaseCommand.Create(),
            HostileCommand.Create(),
        };
        root.HelpName = "./run.sh bench";
        return root;
    }

    private static Command Plain(string name, string description, Func<Task<int>> run)
    {
        Command command = new(name, description);
        command.SetAction((_, _) => run());
        return command;
    }

    /// <summary>What it does not know is BenchmarkDotNet's.</summary>
    private static Command Micro()
    {
        Option<bool> adversarial = new("--adversarial") { Description = "The normalizer on hostile text of 100 kB." };
        Command command = new("micro", "BenchmarkDotNet, with its own options: --filter '*Normalizer*', --list flat.") { adversarial };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result =>
        {
            if (result.GetValue(adversarial))
            {
                return AdversarialCommand.Run();
            }

            // In this process: a generated project would have to find out the package feed again.
            Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
            BenchmarkSwitcher.FromAssembly(typeof(BenchCommands).Assembly).Run(
                [.. result.UnmatchedTokens], DefaultConfig.Instance.AddJob(job));
            return 0;
        });
        return command;
    }
}
