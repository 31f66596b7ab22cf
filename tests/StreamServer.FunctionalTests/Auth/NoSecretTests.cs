using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests.Auth;

/// <summary>
/// Runs a server at its most talkative, sends keys in every way, right, wrong and misplaced, makes it fail, kills it, and then
/// looks for every secret in everything that was written.
/// </summary>
public sealed partial class NoSecretTests
{
    private const string Pepper = "the pepper that nobody may ever read";

    private readonly ConcurrentQueue<string> _output = new();
    private readonly StringBuilder _answers = new();
    private readonly List<string> _secrets = [];

    [Fact]
    public async Task No_key_and_no_pepper_is_in_any_log_answer_metric_or_file()
    {
        Know(Pepper);
        await TryAsync([("AUTH_MODE", "required"), ("AUTH_PEPPER", Pepper)], () => Task.FromResult(""));
    }

    [Fact]
    public async Task With_supabase_they_are_not_in_its_database_or_its_log_either()
    {
        await using SupabaseProject project = await SupabaseProject.StartAsync();
        Know(project.Pepper);
        Know(project.Api.Keys.Secret);
        await TryAsync(
            [.. project.Settings("").Where(setting => setting.Name != "DATA_DIR")],
            async () =>
            {
                // The outbox of a server that was killed is shipped by its next life, so what is there already is enough here.
                string dump = await project.Database.DumpAsync();
                Assert.Contains("CREATE TABLE public.api_keys", dump, StringComparison.Ordinal);
                Written.Keep("pg_dump.sql", dump);
                return dump;
            });
    }

    private async Task TryAsync((string Name, string? Value)[] settings, Func<Task<string>> dump)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-secret-");
        string first;
        await using (ServerProcess server = await ServerProcess.StartAsync(
            _output,
            [
                .. settings,
                ("DATA_DIR", folder.FullName),
                ("LOG_LEVEL", "Trace"),
                ("USAGE_STORE_TEXT", "full"),

                // What an operator may turn on by the framework's own names.
                ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"),
                ("Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
                ("Logging__Console__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
                ("Logging__LogLevel__System.Net.Http", "Trace"),
            ]))
        {
            // The one place where a key is shown by the server itself: taken out before the search.
            first = TakeFirstKey();
            using HttpClient client = new() { BaseAddress = server.Url };
            string key = await MakeKeyAsync(client, first);
            await TryRequestsAsync(client, key);
            await TrySocketsAsync(server.Url, key);
            await TryBadOnesAsync(client, key);
            await AskAsync(client, HttpMethod.Delete, $"/v1/admin/keys/{key[9..17]}", first);
            await TryRequestsAsync(client, key);
            string rotated = await MakeKeyAsync(client, first);
            await AskAsync(client, HttpMethod.Get, "/v1/usage", rotated);
            await AskAsync(client, HttpMethod.Get, "/v1/admin/usage", first);
            await AskAsync(client, HttpMethod.Get, "/metrics", first);
            await AskAsync(client, HttpMethod.Get, "/openapi/v1.json", null);
            Assert.Contains("speech_auth_", _answers.ToString(), StringComparison.Ordinal);
            await server.KillAsync();
        }

        string written = string.Concat(_output) + _answers + await dump()
            + string.Concat(folder.GetFiles("*", SearchOption.AllDirectories).Select(
                file => Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName))));
        Assert.True(_output.Count > 50, "The log is too short to have shown anything.");
        Assert.Contains("Good morning.", written, StringComparison.Ordinal);
        Assert.True(_secrets.Count >= 4);
        foreach (string secret in _secrets)
        {
            // What is random in a key, in the forms in which it could have been written.
            string random = secret.Length == StreamServer.Auth.Keys.KeyText.Length ? secret[^43..] : secret;
            foreach (string form in new[]
            {
                random, Uri.EscapeDataString(random), Convert.ToBase64String(Encoding.UTF8.GetBytes(random)).TrimEnd('='),
                Convert.ToHexString(Encoding.UTF8.GetBytes(random)), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(random)),
            })
            {
                int at = written.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                Assert.True(at < 0, at < 0 ? "" : $"A secret is written here: …{written[Math.Max(0, at - 120)..at]}");
            }
        }

        Written.Keep("answers.txt", _answers.ToString());
        Written.KeepFolder("secret", folder.FullName);
        folder.Delete(recursive: true);
    }

    private void Know(string secret)
    {
        _secrets.Add(secret);
        Written.Secret(secret);
    }

    [GeneratedRegex("spk_live_[0-9A-Za-z]{8}_[0-9A-Za-z_-]{43}")]
    private static partial Regex Key();

    private string TakeFirstKey()
    {
        List<string> lines = [.. _output];
        int line = lines.FindIndex(Key().IsMatch);
        Assert.True(line >= 0, "The first key was not printed.");
        Assert.Equal(line, lines.FindLastIndex(Key().IsMatch));
        string key = Key().Match(lines[line]).Value;
        Know(key);
        _output.Clear();
        lines.RemoveAt(line);
        lines.ForEach(_output.Enqueue);
        return key;
    }

    private async Task<string> MakeKeyAsync(HttpClient client, string admin)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/admin/keys");
        request.Content = JsonContent.Create(new { name = "bot", owner = "ada", plan = "pro" });
        request.Headers.Add("X-API-Key", admin);
        using HttpResponseMessage answer = await client.SendAsync(request);

        // The other place: the answer that made it.
        JsonElement made = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        string key = made.GetProperty("key").GetString()!;
        Know(key);
        return key;
    }

    private async Task TryRequestsAsync(HttpClient client, string key)
    {
        (string Header, string Scheme)[] ways =
            [("X-API-Key", ""), ("xi-api-key", ""), ("Authorization", "Bearer "), ("Authorization", "Token "), ("Authorization", "Basic ")];
        foreach ((string header, string scheme) in ways)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/usage");
            request.Headers.TryAddWithoutValidation(header, scheme + key);
            await KeepAsync(await client.SendAsync(request));
        }

        // In two places at once, twice in one header, and as what it is not.
        using (HttpRequestMessage twice = new(HttpMethod.Get, $"/v1/usage?token={Uri.EscapeDataString(key)}"))
        {
            twice.Headers.TryAddWithoutValidation("X-API-Key", [key, key]);
            twice.Headers.TryAddWithoutValidation("Authorization", $"bearer   {key}  ");
            twice.Headers.TryAddWithoutValidation("xi-api-key", key + "x");
            await KeepAsync(await client.SendAsync(twice));
        }

        await AskAsync(client, HttpMethod.Get, "/v1/usage", key[..^1]);
        await AskAsync(client, HttpMethod.Get, "/v1/usage", key[9..]);
        await AskAsync(client, HttpMethod.Get, "/v1/usage", $"{key},{key}");
        await AskAsync(client, HttpMethod.Post, "/v1/tts/generate", key, JsonContent.Create(new { text = "Good morning." }));
        await AskAsync(client, HttpMethod.Get, $"/v1/models?token={key}&api_key={key}", null);
        await AskAsync(client, HttpMethod.Get, $"/v1/models?To%6Ben={key}", null);
        await AskAsync(client, HttpMethod.Get, "/v1/admin/keys", key);
    }

    private async Task TrySocketsAsync(Uri url, string key)
    {
        string wrong = StreamServer.Auth.Keys.KeyText.Create("abcdefgh");
        Know(wrong);
        foreach (string sent in new[] { key, wrong })
        {
            string[] paths =
                [$"/ws/stt?token={sent}", $"/ws/tts?api_key={sent}", $"/ws/stt?nonsense=1&token={sent}", $"/ws/stt/ada?api_key={sent}"];
            foreach (string path in paths)
            {
                await OpenAsync(url, path);
            }

            await OpenAsync(url, "/ws/stt", "token", sent);
            await OpenAsync(url, "/ws/tts", "realtime", "openai-insecure-api-key." + sent);
            await OpenAsync(url, "/ws/stt", "openai-insecure-api-key." + sent);
            await OpenAsync(url, "/ws/stt", sent);
        }
    }

    private async Task TryBadOnesAsync(HttpClient client, string key)
    {
        await AskAsync(client, HttpMethod.Post, "/v1/tts/generate", key, new StringContent("{not json"));
        await AskAsync(client, HttpMethod.Post, "/v1/audio/speech", key, new StringContent("[]"));
        await AskAsync(client, HttpMethod.Get, "/nowhere", key);
        await AskAsync(client, HttpMethod.Delete, "/v1/models", key);
        await AskAsync(client, HttpMethod.Post, "/v1/audio/transcriptions", key, new StringContent("no form"));
        string admin = _secrets.First(secret => secret.Length == StreamServer.Auth.Keys.KeyText.Length);
        await AskAsync(client, HttpMethod.Get, "/v1/admin/keys/nobodyat", admin);
    }

    private async Task AskAsync(HttpClient client, HttpMethod method, string path, string? key, HttpContent? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        await KeepAsync(await client.SendAsync(request));
    }

    private async Task OpenAsync(Uri url, string path, params string[] protocols)
    {
        using ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (string protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        using CancellationTokenSource limit = new(ServerFixture.Limit);
        try
        {
            await socket.ConnectAsync(new Uri("ws" + url.AbsoluteUri[4..].TrimEnd('/') + path), limit.Token);
            byte[] message = new byte[65_536];
            _answers.Append(Encoding.UTF8.GetString(message, 0, (await socket.ReceiveAsync(message, limit.Token)).Count)).Append(
                socket.SubProtocol);
            socket.Abort();
        }
        catch (WebSocketException exception)
        {
            _answers.Append(exception.Message);
        }

        _answers.Append(string.Join('\n', socket.HttpResponseHeaders?.SelectMany(header => header.Value) ?? []));
    }

    private async Task KeepAsync(HttpResponseMessage answer)
    {
        _answers.Append(answer).Append(Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()));
        answer.Dispose();
    }
}
