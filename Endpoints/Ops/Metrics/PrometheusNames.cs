using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>
/// Names of Prometheus for instruments of .NET: letters, digits and underscores, base units at the end, <c>_total</c> behind counters
/// (https://prometheus.io/docs/practices/naming, and OpenTelemetry's "Prometheus and OpenMetrics compatibility"). Instruments of this
/// server begin with <c>speech_</c>.
/// </summary>
internal static class PrometheusNames
{
    private const string Count = "_count";

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
    };

    public static string Of(Instrument instrument)
    {
        StringBuilder name = new(Meters.IsOwn(instrument.Meter.Name) ? "speech_" : "");
        foreach (char letter in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        // Prometheus keeps that ending for the number of observations of a histogram.
        if (name.ToString().EndsWith(Count, StringComparison.Ordinal))
        {
            name.Length -= Count.Length;
        }

        Append(name, Units.GetValueOrDefault(instrument.Unit ?? ""));
        Append(name, SeriesKinds.Of(instrument) is SeriesKind.Counter or SeriesKind.ObservedCounter ? "total" : null);
        return name.ToString();
    }

    public static string Label(string tag) => Of(tag);

    public static string Value(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Of(string text) => string.Create(text.Length, text, static (name, from) =>
    {
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        }
    });

    private static void Append(StringBuilder name, string? suffix)
    {
        if (suffix is not null && !name.ToString().EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            name.Append('_').Append(suffix);
        }
    }
}
