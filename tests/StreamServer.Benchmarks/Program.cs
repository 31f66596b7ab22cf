using BenchmarkDotNet.Running;
using StreamServer.Benchmarks.Load;

return args switch
{
    ["load", .. var rest] => await LoadCommand.RunAsync(rest),
    ["micro", .. var rest] => Micro(rest),
    _ => Usage(),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run(args);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine($"""
        usage: ./run.sh bench load [options]    callers against a running server
               ./run.sh bench micro [options]   BenchmarkDotNet: --filter '*Normalizer*', --list flat
        {LoadOptions.Usage}
        """);
    return 2;
}
