namespace StreamServer.Hostile;

/// <summary>The server as a process of its own, so that its memory and its death are its own. Shared by the tests that attack it.</summary>
public sealed class HostileServer : IAsyncLifetime
{
    public const string Collection = "attacked server";

    private ServerProcess? _process;

    internal ServerProcess Process => _process!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = await ServerProcess.StartAsync(
            ("MODELS_DIR", Repository.Models),
            ("INFERENCE_DEVICE", "cpu"),
            ("STT_MAX_RECORDING_SECONDS", "300"),
            // 96 of one address.
            ("STT_MAX_SESSIONS", "128"),
            // The machine of the tests is busy with others.
            ("STT_MAX_LAG_MS", "60000"));
        Client = new HttpClient { BaseAddress = _process.Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>Uploads a recording.</summary>
    /// <returns>Status and body.</returns>
    public async Task<(int Status, string Body)> TranscribeAsync(
        byte[] file, CancellationToken cancellation = default, params (string Name, string Value)[] fields)
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(file), "file", "recording" } };
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        using HttpResponseMessage answer = await Client.PostAsync("/v1/audio/transcriptions", form, cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }
}

[CollectionDefinition(HostileServer.Collection)]
public sealed class HostileServerCollection : ICollectionFixture<HostileServer>;
