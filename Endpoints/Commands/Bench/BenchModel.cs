using System.Globalization;
using StreamServer.Inference;
using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary><c>models bench NAME</c>: how fast and how large one model is on this machine, alone and one caller at a time.</summary>
internal static class BenchModel
{
    private const double DefaultSeconds = 10;

    public static async Task<int> RunAsync(ModelsContext context, string name, string? seconds, CancellationToken cancellation)
    {
        if (!double.TryParse(seconds ?? DefaultSeconds.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out double limit) || limit <= 0)
        {
            throw new StreamException(StreamError.ClientBadRequest, $"--seconds {seconds} is not a number above 0.", "--seconds");
        }

        ModelEntry model = context.Find(name);
        foreach (ModelEntry needed in context.FindWithParts(name))
        {
            if (ModelStates.Of(needed, context.Manifest.Folder) != ModelState.Ready)
            {
                throw new StreamException(StreamError.ClientBadRequest, $"'{needed.Name}' is not ready; ./run.sh models list says what is missing.");
            }
        }

        BenchRun run = new(TimeSpan.FromSeconds(limit), context.Time, context.Output);
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
                context.Output.WriteLine($"{model.Name} is not measured alone: it runs as a part of speech. Measure the model that names it.");
                return 0;
        }
    }
}
