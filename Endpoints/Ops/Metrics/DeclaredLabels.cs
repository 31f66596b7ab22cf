using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>What an instrument of this server says about its labels (<see cref="LabelValues"/>).</summary>
internal static class DeclaredLabels
{
    /// <summary>Names with all values, or with none where they are not known beforehand.</summary>
    public static KeyValuePair<string, string[]>[] Of(Instrument instrument) =>
    [
        .. (instrument.Tags ?? []).Where(tag => tag.Value is string[])
            .Select(tag => new KeyValuePair<string, string[]>(tag.Key, (string[])tag.Value!)),
    ];

    /// <summary>Every combination of values; none when the values of one label are not known.</summary>
    public static IEnumerable<KeyValuePair<string, object?>[]> Product(KeyValuePair<string, string[]>[] labels)
    {
        IEnumerable<KeyValuePair<string, object?>[]> product = [[]];
        foreach ((string name, string[] values) in labels)
        {
            product = product.SelectMany(
                _ => values, (before, value) => (KeyValuePair<string, object?>[])[.. before, new(name, value)]);
        }

        return product;
    }
}
