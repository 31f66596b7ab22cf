using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;

namespace StreamServer.Testing;

/// <summary>
/// Does a server that is killed in the middle of its work lose or double a record? Callers note the id of every answer that they
/// got to its end; the server is killed, again and again, and then its database is compared with what they noted.
/// </summary>
/// <param name="folder">For <c>DATA_DIR</c>; empty.</param>
internal sealed class KillRun(string folder)
{
    private const int Callers = 6;
    private const string Pepper = "a pepper for killing";

    private readonly ConcurrentDictionary<string, byte> _acknowledged = new();
    private string _key = "";
    private string _keyId = "";

    public int Acknowledged => _acknowledged.Count;

    /// <summary>Records with an id that some caller noted.</summary>
    public int Found { get; private set; }

    /// <summary>Records whose request id another one has too.</summary>
    public int Doubled { get; private set; }

    /// <summary>Whether the counter of characters is what the records add up to.</summary>
    public bool CountersAgree { get; private set; }

    /// <param name="kills">How often.</param>
    /// <param name="answers">How many answers of each life are waited for before it ends.</param>
    /// <param name="say">Gets a line for each life.</param>
    public async Task RunAsync(int kills, int answers, Action<string>? say = null)
    {
        await MakeKeyAsync();
        for (int life = 1; life <= kills; life++)
        {
            int before = Acknowledged;
            await using ServerProcess server = await ServerProcess.StartAsync(
                ("AUTH_MODE", "required"), ("AUTH_PEPPER", Pepper), ("DATA_DIR", folder));
            using CancellationTokenSource over = new();
            Task[] callers = [.. Enumerable.Range(0, Callers).Select(caller => CallAsync(server.Url, $"{life}-{caller}", over.Token))];
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
            while (Acknowledged < before + answers)
            {
                await Task.Delay(1, limit.Token);
            }

            await server.KillAsync();
            await over.CancelAsync();
            await Task.WhenAll(callers);
            say?.Invoke($"life {life}: {Acknowledged - before} answers");
        }

        await CountAsync();
    }

    private async Task MakeKeyAsync()
    {
        await using AuthDatabase database = AuthDatabase.Open(Path.Combine(folder, AuthDatabase.FileName));
        KeyHasher hasher = new(System.Text.Encoding.UTF8.GetBytes(Pepper));
        KeyOffice office = new(new SqliteKeyStore(database), hasher, TimeProvider.System);
        IssuedKey key = await office.CreateAsync(
            new KeyWish("kill", "test", ShippedPlans.Admin, KeyScopes.Stt | KeyScopes.Tts, null), CancellationToken.None);
        (_key, _keyId) = (key.Text, key.Key.Id);
        Written.Secret(_key);
        Written.Secret(Pepper);
    }

    private async Task CallAsync(Uri url, string name, CancellationToken over)
    {
        using HttpClient client = new() { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        for (int number = 0; !over.IsCancellationRequested; number++)
        {
            string id = $"{name}-{number}";
            bool isSpeech = number % 3 == 0;
            using HttpRequestMessage request = new(HttpMethod.Post, isSpeech ? "/v1/tts/generate" : "/transcribe_pcm")
            {
                Headers = { { "X-Request-Id", id } },
                Content = isSpeech ? JsonContent.Create(new { text = "Yes.", stream = number % 2 == 0 }) : new ByteArrayContent(
                    new byte[3200]),
            };
            try
            {
                using HttpResponseMessage answer = await client.SendAsync(request, over);
                await answer.Content.ReadAsByteArrayAsync(over);
                if (answer.IsSuccessStatusCode)
                {
                    _acknowledged[id] = 0;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                // Killed in the middle: this one was not acknowledged.
            }
        }
    }

    private async Task CountAsync()
    {
        Written.KeepFolder("killed", folder);
        await using AuthDatabase database = AuthDatabase.Open(Path.Combine(folder, AuthDatabase.FileName));
        IReadOnlyList<UsageRecord> records = new UsageLedger(database, hasOutbox: false).Newest(_keyId, int.MaxValue);
        Found = records.Count(record => _acknowledged.ContainsKey(record.RequestId));
        Doubled = records.GroupBy(record => record.RequestId).Count(group => group.Count() > 1);
        QuotaAccount account = new(_keyId, new Plan { Id = ShippedPlans.Admin });
        IReadOnlyList<QuotaBalance> balances = await new LocalQuotaStore(database, TimeProvider.System).BalancesAsync(account, default);
        DateTimeOffset? month = QuotaMeters.StartOf(QuotaMeter.CharactersMonth, TimeProvider.System.GetUtcNow());
        long characters = records.Where(record => record.Outcome != UsageOutcome.Failed && record.Time >= month)
            .Sum(record => record.Characters);
        CountersAgree = balances[(int)QuotaMeter.CharactersMonth].Used == characters;
    }
}
