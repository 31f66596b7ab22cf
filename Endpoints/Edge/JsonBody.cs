using System.Text.Json;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>The body of a request as JSON.</summary>
internal static class JsonBody
{
    /// <exception cref="StreamException">Not JSON: says where.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                $"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
                inner: exception);
        }
    }
}
