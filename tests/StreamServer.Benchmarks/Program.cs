using StreamServer.Benchmarks;

// In full: BenchmarkDotNet brings a namespace of that name.
return await StreamServer.Endpoints.Commands.CommandLine.RunAsync(BenchCommands.Create(), args, Console.Out, Console.Error);
