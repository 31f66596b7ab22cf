using System.CommandLine;
using StreamServer.Models;
using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary><c>models bench NAME</c>: how fast and how large one model is on this machine, alone and one caller at a time.</summary>
internal static class BenchModel
{
    private const double DefaultSeconds = 10;

    public static Command Create(Func<ModelsContext> open)
    {
        Argument<string> name = ModelsCommand.NameArgument();
        Option<double> seconds = NumberOptions.Positive("--seconds", "Length of one measurement", DefaultSeconds);
        Command command = new("bench", "Time and memory of running it here.") { name, seconds };
        command.Set(open, (context, result, cancellation) =>
            RunAsync(context, result.GetRequiredValue(name), TimeSpan.FromSeconds(result.GetValue(seconds)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ModelsContext context, string name, TimeSpan limit, CancellationToken cancellation)
    {
        ModelEntry model = context.Find(name);
        foreach (ModelEntry needed in context.FindWithParts(name))
        {
            if (ModelStates.Of(needed, context.Manifest.Folder) != ModelState.Ready)
            {
                throw new CommandException($"'{needed.Name}' is not ready; ./run.sh models list says what is missing.");
            }
        }

        BenchRun run = new(limit, context.Time, context.Output);
        switch (model.Role)
        {
            case ModelRole.Vad:
                VadBench.Run(model, run);
                return 0;
            case ModelRole.Stt:
                await SttBench.RunAsync(context, model, run, cancellation);
                return 0;
            case ModelRole.TtsLm:
                await TtsBench.RunAsync(context, model, run, cancellation);
                return 0;
            default:
                context.Output.WriteLine(
                    $"{model.Name} is not measured alone: it runs as a part of speech. Measure the model that names it.");
                return 0;
        }
    }
}
