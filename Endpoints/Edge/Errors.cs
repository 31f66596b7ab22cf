using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>The one table from <see cref="StreamError"/> to status, code, close code and log level.</summary>
internal static class Errors
{
    /// <summary>IANA's registry of problem types (draft-ietf-httpapi-ratelimit-headers-10 §5).</summary>
    private const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /// <summary>Seconds in <c>Retry-After</c> when nobody knows better.</summary>
    private const int DefaultRetrySeconds = 2;

    public static ErrorShape Of(StreamError error) => error switch
    {
        StreamError.ClientBadRequest => new("bad_request", "The request is not valid", 400, 1008, LogLevel.Debug, false),
        StreamError.ClientUnknownVoice => new("unknown_voice", "There is no such voice", 400, 1008, LogLevel.Debug, false),
        StreamError.ClientTooLarge => new("too_large", "The request is too large", 413, 1009, LogLevel.Debug, false),
        StreamError.ClientBadAudio => new("bad_audio", "The audio cannot be decoded", 400, 1007, LogLevel.Debug, false),
        StreamError.ClientBadMessage => new("bad_message", "The message is not part of the protocol", 400, 1003, LogLevel.Debug, false),
        StreamError.ClientClosed => new("client_closed", "The client went away", 499, 1000, LogLevel.Debug, true),
        StreamError.ClientIdle => new("client_idle", "The client was silent for too long", 408, 1008, LogLevel.Debug, true),
        StreamError.NotFound => new("not_found", "There is nothing of that name", 404, 1008, LogLevel.Debug, false),
        StreamError.ServerBusy => new("server_busy", "The server is at capacity", 503, 1013, LogLevel.Information, true),
        StreamError.ServerStopping => new("server_stopping", "The server is stopping", 503, 1012, LogLevel.Information, true),
        StreamError.ServerNotReady => new("server_not_ready", "The server is not ready", 503, 1013, LogLevel.Warning, true),
        StreamError.ModelFailed => new("model_failed", "A model failed", 500, 1011, LogLevel.Error, true),
        StreamError.ModelSaidNothing => new("model_said_nothing", "The model made no audio", 500, 1011, LogLevel.Error, true),
        StreamError.Internal => new("internal", "Something went wrong on our side", 500, 1011, LogLevel.Error, true),
        StreamError.ClientUnauthorized => new("unauthorized", "The key is missing or not valid", 401, 4401, LogLevel.Debug, false),
        StreamError.ClientForbidden => new("forbidden", "This caller may not do this", 403, 4403, LogLevel.Debug, false),
        StreamError.ClientLimit => new("limit_reached", "A limit of this key is reached", 429, 4429, LogLevel.Debug, true),
        StreamError.ClientConflict => new("conflict", "It exists already, or is fixed", 409, 1008, LogLevel.Debug, false),
        StreamError.NotSupported => new("not_supported", "This server is not equipped for that", 501, 1008, LogLevel.Information, false),
        StreamError.StoreUnavailable =>
            new("store_unavailable", "The store of keys and limits cannot be reached", 503, 1013, LogLevel.Warning, true),
        StreamError.ClientKeyEnded => new("key_ended", "The key was revoked or has expired", 401, 1008, LogLevel.Debug, false),
        StreamError.ServerStorageFull => new("storage_full", "The server has no room for this", 507, 1013, LogLevel.Error, true),
        StreamError.ClientMediaType =>
            new("unsupported_media_type", "The body is not of a kind that this route takes", 415, 1003, LogLevel.Debug, false),
        StreamError.ClientUnspeakable => new("unspeakable", "The model cannot say this text", 422, 1007, LogLevel.Debug, false),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "An error without an entry in the table."),
    };

    /// <summary>
    /// The failure as RFC 9457 <c>application/problem+json</c>, or in the shape of another service on a route that says so; with
    /// <c>Retry-After</c> where waiting helps.
    /// </summary>
    public static IResult ToResult(StreamException exception, HttpContext context)
    {
        ErrorShape shape = Of(exception.Error);
        int? retry = shape.Status is 503 or 429 ? RetrySeconds(exception) : null;
        if (retry is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        Endpoint? route = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (route?.Metadata.GetMetadata<IErrorDialect>() is { } dialect)
        {
            return dialect.ToResult(exception, shape, context);
        }

        ProblemDetails problem = new()
        {
            Type = exception.Policies is null ? $"urn:streamserver:error:{shape.Code}" : QuotaExceeded,
            Title = shape.Title,
            Status = shape.Status,
            Detail = Detail(exception, shape),
            Instance = context.Request.Path,
        };
        problem.Extensions["code"] = shape.Code;
        problem.Extensions["request_id"] = context.TraceIdentifier;
        problem.Extensions["retryable"] = shape.Retryable;
        if (exception.Member is not null)
        {
            problem.Extensions["member"] = exception.Member;
        }

        if (exception.Policies is { } policies)
        {
            problem.Extensions["violated-policies"] = policies;
        }

        if (exception.Problems is { } problems)
        {
            problem.Extensions["errors"] = problems.ToLookup(one => one.Key, one => one.Value)
                .ToDictionary(one => one.Key, one => one.ToArray());
        }

        if (retry is not null)
        {
            problem.Extensions["retry_after_seconds"] = retry;
        }

        return Results.Problem(problem);
    }

    /// <summary>What a caller is told: of our own failures nothing about the server's disk.</summary>
    public static string Detail(StreamException exception, ErrorShape shape) =>
        shape.Status >= 500 ? HiddenPaths.Hide(exception.Message) : exception.Message;

    /// <summary>Whole seconds, at least one.</summary>
    public static int RetrySeconds(StreamException exception) =>
        exception.RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : DefaultRetrySeconds;
}
