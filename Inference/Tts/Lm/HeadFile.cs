using System.Text.Json;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Reads <c>head_tokens.json</c>, which <c>models convert</c> writes beside a model whose output head is cut to the legal tokens: a JSON
/// array of token ids in the order of the head's outputs.
/// </summary>
internal static class HeadFile
{
    /// <returns>The column of each token id.</returns>
    /// <exception cref="StreamException">Not such a file.</exception>
    public static IReadOnlyDictionary<int, int> Load(string path)
    {
        try
        {
            int[] tokens = JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path)) ?? [];
            return tokens.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        }
        catch (Exception exception) when (exception is JsonException or IOException or ArgumentException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path} is not a list of token ids: {exception.Message}",
                inner: exception);
        }
    }
}
