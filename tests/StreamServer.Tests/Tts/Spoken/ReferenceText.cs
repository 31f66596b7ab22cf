using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Tests.Tts.Spoken;

/// <summary>
/// A text that the bundled language model was not trained on, and the phones that it should say: numbers of the code book in
/// <c>models/training/tts/phones.py</c>. Written by <c>models/training/tts/reference_phones.py</c>.
/// </summary>
/// <param name="Kind"><c>everyday</c>, <c>long</c> (passages), <c>sentence</c> (long ones), <c>hindi</c>…</param>
/// <param name="Words">The text.</param>
/// <param name="Voice">Name in the manifest.</param>
/// <param name="Phones">Without repetitions and pauses.</param>
internal sealed record ReferenceText(string Kind, [property: JsonPropertyName("text")] string Words, string Voice, int[] Phones)
{
    public static IReadOnlyList<ReferenceText> All { get; } = [
        .. Read("phones.json"), .. Read("sentence-phones.json"), .. Read("indic-phones.json")];

    private static List<ReferenceText> Read(string name) => JsonSerializer.Deserialize<List<ReferenceText>>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests/StreamServer.Tests/Tts/Reference", name)), JsonSerializerOptions.Web)!;
}
