using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Polly;
using StreamServer.Auth.Metrics;
using StreamServer.Inference;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// Calls the functions of <c>Auth/supabase/migrations</c> over Supabase's Data API. Every function may be called again with the same
/// arguments, so calls whose answer was lost are repeated. No message of this class holds an argument or a key. Thread-safe.
/// </summary>
internal sealed partial class SupabaseClient(HttpClient http, AuthMetrics metrics, TimeProvider time, ILogger<SupabaseClient> log)
{
    private int _misconfigured;

    /// <exception cref="SupabaseRefusal">The database refused the arguments.</exception>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>: nobody answered, or not what was asked.</exception>
    public async Task<T?> CallAsync<T>(string function, JsonObject arguments, JsonTypeInfo<T> answer, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        try
        {
            // A copy of its own for each try: the pipeline sends the request again.
            using HttpRequestMessage request = new(HttpMethod.Post, "rest/v1/rpc/" + function)
            {
                Content = new StringContent(arguments.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            using HttpResponseMessage response = await http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusalAsync(function, response, cancellation);
            }

            Volatile.Write(ref _misconfigured, 0);
            metrics.StoreAnswered(function, time.GetElapsedTime(start));
            return response.StatusCode == HttpStatusCode.NoContent
                ? default
                : await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancellation), answer, cancellation);
        }
        catch (Exception exception) when (IsUnavailable(exception, cancellation))
        {
            metrics.StoreFailed(function);
            throw new StreamException(StreamError.StoreUnavailable, "The shared store of keys cannot be reached.", inner: exception);
        }
    }

    /// <summary>A function whose answer is nothing, or does not matter.</summary>
    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(string function, JsonObject arguments, CancellationToken cancellation) =>
        CallAsync(function, arguments, SupabaseJson.Snake.JsonElement, cancellation);

    private static bool IsUnavailable(Exception exception, CancellationToken cancellation) => exception switch
    {
        HttpRequestException or JsonException or IOException or ExecutionRejectedException => true,
        OperationCanceledException => !cancellation.IsCancellationRequested,
        _ => false,
    };

    private async Task<Exception> RefusalAsync(string function, HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        SupabaseError? error = null;
        try
        {
            error = await JsonSerializer.DeserializeAsync(
                await response.Content.ReadAsStreamAsync(cancellation), SupabaseJson.Snake.SupabaseError, cancellation);
        }
        catch (JsonException)
        {
            // A page of something on the way.
        }

        metrics.StoreFailed(function);
        string code = error?.Code ?? $"HTTP {status}";
        switch (status)
        {
            case 401 or 403 when Interlocked.Exchange(ref _misconfigured, 1) == 0:
                LogKeyRefused(function, code);
                break;
            case 404 when Interlocked.Exchange(ref _misconfigured, 1) == 0:
                LogFunctionMissing(function, code);
                break;
            case 400 or 409 or 422 when error?.Code is not null:
                return new SupabaseRefusal(error.Code, function);
        }

        return new StreamException(StreamError.StoreUnavailable, $"The shared store of keys answered {status} ({code}).");
    }

    [LoggerMessage(3201, LogLevel.Error, "Supabase refuses SUPABASE_KEY for {Function} ({Code})", EventName = "SupabaseKeyRefused")]
    private partial void LogKeyRefused(string function, string code);

    [LoggerMessage(
        3202,
        LogLevel.Error,
        "Supabase has no function {Function} ({Code}): apply Auth/supabase/migrations, docs/auth.md says how",
        EventName = "SupabaseFunctionMissing")]
    private partial void LogFunctionMissing(string function, string code);
}
