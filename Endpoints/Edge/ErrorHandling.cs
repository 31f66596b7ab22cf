using Microsoft.AspNetCore.Diagnostics;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>Turns what escapes an endpoint before its first byte into problem+json. After the first byte there is only the abort.</summary>
internal sealed partial class ErrorHandling(ILogger<ErrorHandling> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        StreamException failure = exception switch
        {
            StreamException known => known,
            BadHttpRequestException bad => BodyErrors.Of(bad),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested =>
                new(StreamError.ClientClosed, "The client closed the connection."),
            _ => new(StreamError.Internal, "The server failed; the log has the cause under this request id.", inner: exception),
        };

        ErrorShape shape = Errors.Of(failure.Error);
        bool hasCause = failure.InnerException is not null || shape.Level >= LogLevel.Error;
        LogFailed(
            shape.Level, context.TraceIdentifier, shape.Code, context.Request.Method, context.Request.Path, hasCause ? exception : null);
        if (context.WebSockets.IsWebSocketRequest)
        {
            // Who was refused a socket wants nothing else, and must not hold a connection for it.
            context.Response.Headers.Connection = "close";
        }

        await Errors.ToResult(failure, context).ExecuteAsync(context);
        return true;
    }

    [LoggerMessage(EventId = 1, EventName = "RequestFailed", Message = "{RequestId}: {Code}: {Method} {Path}")]
    private partial void LogFailed(LogLevel level, string requestId, string code, string method, PathString path, Exception? exception);
}
