using System.Globalization;

namespace StreamServer.Benchmarks.Soak;

/// <summary>The server's own gauges, as <c>/metrics</c> tells them.</summary>
internal static class Gauges
{
    /// <summary>Series and values.</summary>
    public static async Task<Dictionary<string, double>> ReadAsync(HttpClient client)
    {
        Dictionary<string, double> values = [];
        HashSet<string> gauges = [];
        foreach (string line in (await client.GetStringAsync("metrics")).Split('\n'))
        {
            string[] words = line.Split(' ');
            if (line.StartsWith("# TYPE speech_", StringComparison.Ordinal) && words[^1] == "gauge")
            {
                gauges.Add(words[2]);
            }
            else if (line.Length > 0 && line[0] != '#' && gauges.Contains(line.Split('{', ' ')[0]))
            {
                values[line[..line.LastIndexOf(' ')]] = double.Parse(words[^1], CultureInfo.InvariantCulture);
            }
        }

        return values;
    }

    /// <summary>Waits until those that were zero are zero again.</summary>
    /// <returns>Those that are not.</returns>
    public static async Task<IReadOnlyList<string>> NotBackAsync(
        HttpClient client, Dictionary<string, double> before, TimeSpan most)
    {
        DateTime end = DateTime.UtcNow + most;
        while (true)
        {
            Dictionary<string, double> now = await ReadAsync(client);
            string[] left = [.. now.Where(gauge => gauge.Value != 0 && before.GetValueOrDefault(gauge.Key) == 0)
                .Select(gauge => $"{gauge.Key} {gauge.Value}")];
            if (left.Length == 0 || DateTime.UtcNow > end)
            {
                return left;
            }

            await Task.Delay(500);
        }
    }
}
