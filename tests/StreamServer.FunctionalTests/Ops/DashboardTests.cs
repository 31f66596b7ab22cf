using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>A real Prometheus scrapes a loaded server and answers every query of deploy/.</summary>
public sealed partial class DashboardTests(LoadedServer loaded) : IClassFixture<LoadedServer>
{
    private static readonly string Deploy = Path.Combine(ServerFixture.Root, "deploy");

    [Fact]
    public async Task Every_query_of_every_panel_and_rule_has_an_answer()
    {
        await using PrometheusProcess prometheus = await PrometheusProcess.StartAsync(loaded.Server.Address, loaded.Key);
        (string Where, string Expression)[] queries = [.. Panels().SelectMany(QueriesOf), .. Recorded(), .. Tested()];
        Assert.True(queries.Length > 90, "The dashboards are too small to have shown anything.");

        List<(string Where, string Expression)> unanswered = [.. queries];
        await Waiting.UntilAsync(async () =>
        {
            await loaded.RunAsync();
            List<(string Where, string Expression)> empty = [];
            foreach ((string where, string expression) in unanswered)
            {
                if ((await prometheus.QueryAsync(expression)).Count == 0)
                {
                    empty.Add((where, expression));
                }
            }

            unanswered = empty;
            return unanswered.Count == 0;
        }, () => $"An answer to {string.Join('\n', unanswered)}");

        // Those whose condition is cheap to cause fire for real; promtool's tests cause the others.
        await using (await loaded.FillAsync())
        {
            string[] caused = ["SpeechOnProcessor", "SpeechHearingNearlyFull", "SpeechRefusing"];
            await Waiting.UntilAsync(async () =>
            {
                await loaded.RefuseAsync();
                IReadOnlyList<JsonElement> rules = await prometheus.RulesAsync();
                Assert.Empty(rules.Where(rule => rule.GetProperty("health").GetString() == "err").Select(rule => rule.ToString()));
                return caused.All(name => rules.Any(rule =>
                    rule.GetProperty("name").GetString() == name && rule.GetProperty("state").GetString() == "firing"))
                    && rules.All(rule => rule.GetProperty("health").GetString() == "ok");
            }, "An alert");
        }
    }

    [Fact]
    public async Task Every_alert_fires_when_its_condition_is_caused()
    {
        string folder = Path.Combine(Deploy, "prometheus");
        await Tool.RunAsync("promtool", folder, null, "check", "rules", "alerts.yml");
        await Tool.RunAsync("promtool", folder, null, "test", "rules", "alerts.test.yml");
        string tests = await File.ReadAllTextAsync(Path.Combine(folder, "alerts.test.yml"));
        string[] alerts = [.. AlertLine().Matches(await File.ReadAllTextAsync(Path.Combine(folder, "alerts.yml")))
            .Select(alert => alert.Groups[1].Value)];
        Assert.True(alerts.Length >= 10);
        foreach (string alert in alerts)
        {
            // The labels that it fires with stand behind its name.
            Assert.Matches($@"alertname: {alert}\n\s+exp_alerts:\n\s+- exp_labels:", tests);
        }
    }

    [Fact]
    public void Every_panel_has_a_title_a_unit_and_one_sentence()
    {
        foreach (JsonElement panel in Panels())
        {
            Assert.NotEqual("", panel.GetProperty("title").GetString());
            Assert.Matches(@"^[A-Z][^.]+\.$", panel.GetProperty("description").GetString());
            Assert.NotEqual("", panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString());
        }
    }

    [Fact]
    public async Task Dashboards_are_what_their_source_makes_with_the_sdk_of_Grafana()
    {
        string folder = Path.Combine(ServerFixture.Root, "artifacts", "grafana");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Path.Combine(Deploy, "grafana", "src")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        string lockFile = Path.Combine(folder, "package-lock.json");
        string installed = Path.Combine(folder, "node_modules", "installed-lock.json");
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(lockFile))
        {
            await Tool.RunAsync("npm", folder, null, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            File.Copy(lockFile, installed);
        }

        string made = Path.Combine(folder, "made");
        Directory.CreateDirectory(made);
        await Tool.RunAsync("node", folder, null, "build.mjs", made);
        foreach (string file in Directory.GetFiles(made))
        {
            string kept = await File.ReadAllTextAsync(Path.Combine(Deploy, "grafana", Path.GetFileName(file)));
            Assert.True(
                kept == await File.ReadAllTextAsync(file),
                $"{Path.GetFileName(file)} is not what deploy/grafana/src makes: npm run build.");
        }
    }

    private static IEnumerable<JsonElement> Panels() => Directory.GetFiles(Path.Combine(Deploy, "grafana"), "*.json")
        .SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("panels").EnumerateArray())
        .Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<(string Where, string Expression)> QueriesOf(JsonElement panel) =>
        panel.GetProperty("targets").EnumerateArray().Select(target => (
            panel.GetProperty("title").GetString()!,
            target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "10s").Replace("$instance", ".*")));

    private static IEnumerable<(string Where, string Expression)> Recorded() =>
        RecordLine().Matches(File.ReadAllText(Path.Combine(Deploy, "prometheus", "alerts.yml")))
            .Select(record => ("recorded", record.Groups[1].Value));

    /// <summary>The series that promtool's tests feed: what is tested there exists here.</summary>
    private static IEnumerable<(string Where, string Expression)> Tested() =>
        SeriesLine().Matches(File.ReadAllText(Path.Combine(Deploy, "prometheus", "alerts.test.yml")))
            .Select(series => ("promtool", series.Groups[1].Value.Replace("instance=\"a:8000\",", "", StringComparison.Ordinal)))
            .Distinct();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertLine();

    [GeneratedRegex(@"- record: (\S+)")]
    private static partial Regex RecordLine();

    [GeneratedRegex("- series: '(.*)'")]
    private static partial Regex SeriesLine();
}
