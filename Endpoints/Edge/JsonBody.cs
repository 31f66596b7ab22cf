using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>The body of a request as JSON.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <exception cref="StreamException">Not JSON: says where. Not said to be JSON: a web page could send it blind.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                    && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))))
        {
            throw new StreamException(StreamError.ClientMediaType, "Send JSON, and say so: Content-Type: application/json.");
        }

        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, NoDuplicates, context.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                exception.LineNumber is null
                    ? "The body has a member twice."
                    : "The body is not JSON, or is nested deeper than 64 levels "
                        + $"(line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
                inner: exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new StreamException(
                StreamError.ClientBadRequest, "A name in the body is not UTF-8, or has half a surrogate pair.", inner: exception);
        }
        catch (Exception exception) when (BodyErrors.Of(exception, context) is { } failure)
        {
            throw failure;
        }
    }
}
