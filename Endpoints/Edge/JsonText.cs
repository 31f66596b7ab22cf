using System.Text.Json;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// JSON allows half a surrogate pair (<c>"\ud800"</c>), which no text can hold; the parser throws only when the string is read.
/// </summary>
internal static class JsonText
{
    /// <summary>Whether every string and every name in an element can be read.</summary>
    public static bool IsReadable(JsonElement element)
    {
        try
        {
            Read(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;

            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Read(item);
                }

                break;

            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
        }
    }
}
