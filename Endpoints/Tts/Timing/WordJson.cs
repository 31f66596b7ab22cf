using System.Buffers;
using System.Text.Json;

namespace StreamServer.Endpoints.Tts.Timing;

/// <summary>Words on the wire.</summary>
internal static class WordJson
{
    /// <summary>A whole object: a type, and the words.</summary>
    public static void WriteEvent(string type, IReadOnlyList<SpokenWord> words, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("type", type);
        WriteWords(words, json);
        json.WriteEndObject();
    }

    /// <summary>The member <c>words</c>.</summary>
    public static void WriteWords(IReadOnlyList<SpokenWord> words, Utf8JsonWriter json)
    {
        json.WriteStartArray("words");
        foreach (SpokenWord word in words)
        {
            json.WriteStartObject();
            json.WriteString("word", word.Word);
            json.WriteNumber("start", Math.Round(word.Start, 3));
            json.WriteNumber("end", Math.Round(word.End, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
