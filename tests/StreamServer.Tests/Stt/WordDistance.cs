using StreamServer.Inference.Stt.Correction;

namespace StreamServer.Tests.Stt;

/// <summary>Edit distance over words.</summary>
internal static class WordDistance
{
    public static int Between(string said, string heard)
    {
        // Each word becomes one character.
        Dictionary<string, char> letters = [];
        string Letters(string text) => string.Concat(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
        {
            if (!letters.TryGetValue(word, out char letter))
            {
                letters[word] = letter = (char)('a' + letters.Count);
            }

            return letter;
        }));
        return EditDistance.Between(Letters(said), Letters(heard));
    }
}
