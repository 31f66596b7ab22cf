using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using StreamServer.Benchmarks.Accuracy;
using StreamServer.Benchmarks.Engine;
using StreamServer.Benchmarks.Llama;
using StreamServer.Benchmarks.Load;
using StreamServer.Benchmarks.Normalization;
using StreamServer.Benchmarks.Shapes;
using StreamServer.Benchmarks.Soak;
using StreamServer.Benchmarks.Streams;
using StreamServer.Benchmarks.Supabase;
using StreamServer.Benchmarks.Voices;

return args switch
{
    ["load", .. var rest] => await LoadCommand.RunAsync(rest),
    ["streams", .. var rest] => await StreamsCommand.RunAsync(rest),
    ["latency", .. var rest] => await LatencyCommand.RunAsync(rest),
    ["overload", .. var rest] => await OverloadCommand.RunAsync(rest),
    ["accuracy"] => await AccuracyCommand.RunAsync(),
    ["steps", .. var rest] => StepsCommand.Run(rest),
    ["batching"] => await BatchingCommand.RunAsync(),
    ["voices"] => await VoicesCommand.RunAsync(),
    ["shapes", .. var rest] => ShapesCommand.Run(rest),
    ["llama", .. var rest] => LlamaCommand.Run(rest),
    ["soak", .. var rest] => await SoakCommand.RunAsync(rest),
    ["supabase", .. var rest] => await SupabaseCommand.RunAsync(rest),
    ["micro", "--adversarial", ..] => AdversarialCommand.Run(),
    ["micro", .. var rest] => Micro(rest),
    _ => Usage(),
};

static int Micro(string[] args)
{
    // In this process: a generated project would have to find out the package feed again.
    Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
    BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine($"""
        usage: ./run.sh bench load [options]    callers against a running server
               ./run.sh bench streams [options] streams held at real time, beside sherpa-onnx
               ./run.sh bench latency [options] end of speech to final, at 1, 10, 20 and 40 streams
               ./run.sh bench overload [options] three times more callers than there is room for, ten minutes
               ./run.sh bench accuracy          word errors by shape of audio
               ./run.sh bench steps [MODEL]     the language model alone, at several batch sizes
               ./run.sh bench batching          eight speech requests in sequence and at once, in turns
               ./run.sh bench voices            does a text of 10,000 characters end in the voice in which it began?
               ./run.sh bench micro [options]   BenchmarkDotNet: --filter '*Normalizer*', --list flat
               ./run.sh bench shapes [options]  the real models' sizes with random weights, built and run
               ./run.sh bench llama [options]   the real language model's sizes, here and in llama.cpp
               ./run.sh bench supabase [options] Supabase gone for ten minutes, and with 100 kills: is every record there, once?
               ./run.sh bench soak [options]    whether memory stays flat over thousands of requests
               ./run.sh bench micro --adversarial   the normalizer on hostile text of 100 kB
        {LoadOptions.Usage}
        {StreamsCommand.Usage}
        {LatencyCommand.Usage}
        {OverloadCommand.Usage}
        {ShapesCommand.Usage}
        {LlamaCommand.Usage}
        {SoakCommand.Usage}
        {SupabaseCommand.Usage}
        """);
    return 2;
}
