using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>What goes wrong while the body of a request is read is the client's doing, whatever the reader calls it.</summary>
internal static class BodyErrors
{
    /// <param name="context">Whose body is read.</param>
    /// <param name="read">Reads it; fails for no other reason, except with a <see cref="StreamException"/>.</param>
    /// <exception cref="StreamException">Too large, too slow, broken off or malformed.</exception>
    public static async Task ThrowAsync(HttpContext context, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception exception) when (Of(exception, context) is { } failure)
        {
            throw failure;
        }
    }

    /// <returns>Null when it is not of that kind.</returns>
    public static StreamException? Of(Exception exception, HttpContext context) => exception switch
    {
        BadHttpRequestException bad => Of(bad),
        OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested =>
            new StreamException(StreamError.ClientClosed, "The client closed the connection.", inner: exception),
        InvalidDataException data =>
            new StreamException(StreamError.ClientBadRequest, $"The body cannot be read: {data.Message}", inner: data),
        IOException => new StreamException(StreamError.ClientBadRequest, "The body is broken off or malformed.", inner: exception),
        _ => null,
    };

    public static StreamException Of(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new StreamException(StreamError.ClientTooLarge, exception.Message, inner: exception),
        StatusCodes.Status408RequestTimeout =>
            new StreamException(StreamError.ClientIdle, "The body came too slowly.", inner: exception),
        _ => new StreamException(StreamError.ClientBadRequest, exception.Message, inner: exception),
    };
}
