using System.CommandLine;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Scale;

/// <summary><c>bench scale</c>: what utilisation costs in refusals, by the number of replicas, and what a zone that fails needs.</summary>
internal static class ScaleCommand
{
    private const int Arrivals = 400_000;

    /// <summary>Of sessions: one of a thousand.</summary>
    private const double Allowed = 0.001;

    private static readonly int[] Sizes = [10, 100, 1000];
    private static readonly double[] Loads = [0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0];

    public static Command Create()
    {
        Option<int> places = NumberOptions.Whole("--places", "Sessions that one replica holds", 64);
        Command command = new("scale", "Simulation: utilisation against refusals for 10, 100 and 1,000 replicas.") { places };
        command.SetAction(result => Run(result.GetValue(places)));
        return command;
    }

    private static int Run(int places)
    {
        Console.WriteLine($"| load over places | {string.Join(" | ", Sizes.Select(size => $"{size} replicas of {places}"))} |");
        Console.WriteLine($"|---|{string.Concat(Sizes.Select(_ => "---|"))}");
        foreach (double load in Loads)
        {
            IEnumerable<string> refused = Sizes.Select(size => Share(new Fleet(size, places).Refused(load, Arrivals)));
            Console.WriteLine($"| {100 * load:0} % | {string.Join(" | ", refused)} |");
        }

        IEnumerable<string> most = Sizes.Select(size => $"{100 * Most(size, places):0} %");
        Console.WriteLine($"| most load with at most 0.1 % refused | {string.Join(" | ", most)} |");
        IEnumerable<string> zones = Sizes.Select(size => $"{100 * Most(size * 2 / 3, places) * (size * 2 / 3) / size:0} %");
        Console.WriteLine($"| the same after one of three zones has failed | {string.Join(" | ", zones)} |");
        return 0;
    }

    private static string Share(double refused) => refused == 0 ? "0" : $"{100 * refused:0.000} %";

    /// <summary>By halves, to a hundredth.</summary>
    private static double Most(int replicas, int places)
    {
        (double low, double high) = (0.3, 1.1);
        while (high - low > 0.005)
        {
            double middle = (low + high) / 2;
            (low, high) = new Fleet(replicas, places).Refused(middle, Arrivals) <= Allowed ? (middle, high) : (low, middle);
        }

        return low;
    }
}
