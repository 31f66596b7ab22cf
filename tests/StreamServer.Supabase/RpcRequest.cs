using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamServer.Supabase;

/// <summary>One call as PostgREST reads it.</summary>
/// <param name="Function">Name in the path.</param>
/// <param name="Arguments">Names of the arguments, as given.</param>
/// <param name="Json">The arguments as one JSON object.</param>
/// <param name="IsRead"><c>GET</c>: the call may write nothing.</param>
/// <param name="WantsObject">One row as an object, not as an array.</param>
internal sealed record RpcRequest(string Function, IReadOnlyList<string> Arguments, string Json, bool IsRead, bool WantsObject)
{
    public const string ObjectType = "application/vnd.pgrst.object+json";

    /// <exception cref="PostgrestException">The method, the schema or the body is not accepted.</exception>
    public static async Task<RpcRequest> ReadAsync(HttpRequest request, string function)
    {
        string? schema = request.Headers["Content-Profile"].FirstOrDefault() ?? request.Headers["Accept-Profile"].FirstOrDefault();
        if (schema is not (null or "public"))
        {
            throw new PostgrestException(
                406, "PGRST106", $"Invalid schema: {schema}", hint: "Only the following schemas are exposed: public");
        }

        bool wantsObject = request.Headers.Accept.Any(value => value?.Contains(ObjectType, StringComparison.Ordinal) == true);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            JsonObject query = [];
            foreach (string name in request.Query.Keys.Where(name => name is not "apikey" and not "select" and not "columns"))
            {
                query[name] = request.Query[name].ToString();
            }

            return new RpcRequest(function, [.. query.Select(pair => pair.Key)], query.ToJsonString(), IsRead: true, wantsObject);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            throw new PostgrestException(405, "PGRST101", $"Cannot use the {request.Method} method on RPC");
        }

        using StreamReader reader = new(request.Body);
        string text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return JsonNode.Parse(text.Length == 0 ? "{}" : text) is JsonObject body
                ? new RpcRequest(function, [.. body.Select(pair => pair.Key)], body.ToJsonString(), IsRead: false, wantsObject)
                : throw new PostgrestException(400, "PGRST102", "All object keys must match");
        }
        catch (JsonException)
        {
            throw new PostgrestException(400, "PGRST102", "Empty or invalid json");
        }
    }
}
