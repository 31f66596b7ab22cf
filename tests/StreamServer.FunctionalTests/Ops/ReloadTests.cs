using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Reload;
using StreamServer.FunctionalTests.Auth;

namespace StreamServer.FunctionalTests.Ops;

public sealed class ReloadTests
{
    [Fact]
    public async Task House_rules_change_without_a_restart_and_a_file_with_a_mistake_changes_nothing()
    {
        string rules = Path.GetTempFileName();
        await File.WriteAllTextAsync(rules, "Xyzzy = one thing\n");
        KeyedServer server = await KeyedServer.StartAsync(("NORMALIZATION_RULES", rules));
        try
        {
            string key = (await server.KeyAsync(KeyScopes.Stt | KeyScopes.Tts | KeyScopes.Admin)).Text;
            server.Server.Client.DefaultRequestHeaders.Add("X-API-Key", key);
            Assert.Contains("one thing", await SayAsync(server.Server.Client), StringComparison.Ordinal);
            await File.WriteAllTextAsync(rules, "Xyzzy = another thing\n");
            Assert.Contains("one thing", await SayAsync(server.Server.Client), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NoContent, (await server.Server.Client.PostAsync("v1/admin/reload", null)).StatusCode);
            Assert.Contains("another thing", await SayAsync(server.Server.Client), StringComparison.Ordinal);

            await File.WriteAllTextAsync(rules, "Xyzzy\n");
            using HttpResponseMessage refused = await server.Server.Client.PostAsync("v1/admin/reload", null);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("NORMALIZATION_RULES", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("another thing", await SayAsync(server.Server.Client), StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
            File.Delete(rules);
        }
    }

    [Fact]
    public async Task The_log_level_changes_for_loggers_that_are_there()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["LOG_LEVEL"] = "error" }, ready: false);
        try
        {
            ILogger log = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("StreamServer.Test");
            Assert.False(log.IsEnabled(LogLevel.Information));
            server.Services.GetRequiredService<LiveLogLevel>().Set(LogLevel.Information);
            Assert.True(log.IsEnabled(LogLevel.Information));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task SIGHUP_reloads_and_does_not_end_the_process()
    {
        string rules = Path.GetTempFileName();
        await File.WriteAllTextAsync(rules, "Xyzzy = one thing\n");
        await using ServerProcess server = await ServerProcess.StartAsync(("NORMALIZATION_RULES", rules));
        using HttpClient client = new() { BaseAddress = server.Url };
        await File.WriteAllTextAsync(rules, "Xyzzy = another thing\n");
        await server.SignalAsync("HUP");
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (!(await SayAsync(client)).Contains("another thing", StringComparison.Ordinal))
        {
            await Task.Delay(100, limit.Token);
        }

        File.Delete(rules);
    }

    private static async Task<string> SayAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync("v1/tts/normalize", new { text = "This is Xyzzy." });
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("text").GetString()!;
    }
}
