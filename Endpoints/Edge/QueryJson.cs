using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>A query as the JSON object that a body would have been, so that one reader checks both.</summary>
internal static class QueryJson
{
    /// <param name="query">Each parameter once.</param>
    /// <param name="flags">Parameters for which 1 and 0 stand for true and false.</param>
    /// <param name="texts">Parameters that are text whatever stands in them.</param>
    /// <exception cref="StreamException">A parameter comes twice.</exception>
    public static JsonElement Of(
        IEnumerable<KeyValuePair<string, StringValues>> query, IReadOnlyList<string> flags, IReadOnlyList<string> texts)
    {
        JsonObject members = [];
        foreach ((string name, StringValues values) in query)
        {
            if (values.Count > 1)
            {
                throw new StreamException(StreamError.ClientBadRequest, $"{Quote.Short(name)} is given twice.", Quote.Short(name));
            }

            members[name] = texts.Contains(name) ? JsonValue.Create(values[0] ?? "") : Value(values[0] ?? "", flags.Contains(name));
        }

        return JsonSerializer.SerializeToElement(members);
    }

    private static JsonValue Value(string text, bool isFlag) => text.ToLowerInvariant() switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        "1" when isFlag => JsonValue.Create(true),
        "0" when isFlag => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) =>
            JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
