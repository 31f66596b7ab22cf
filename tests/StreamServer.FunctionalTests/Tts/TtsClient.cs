using System.Net.Http.Json;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>Requests as a client makes them.</summary>
internal static class TtsClient
{
    public const string Route = "/v1/tts/generate";

    public static async Task<Wav> SpeakAsync(this HttpClient client, object body)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync(Route, body).WaitAsync(ServerFixture.Limit);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Wav.Parse(await response.Content.ReadAsByteArrayAsync().WaitAsync(ServerFixture.Limit));
    }

    /// <summary>Sends, and returns as soon as the headers are there.</summary>
    public static Task<HttpResponseMessage> StartAsync(this HttpClient client, object body, CancellationToken cancellation = default) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Post, Route) { Content = JsonContent.Create(body) },
            HttpCompletionOption.ResponseHeadersRead, cancellation)
            .WaitAsync(ServerFixture.Limit);

    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }
}
