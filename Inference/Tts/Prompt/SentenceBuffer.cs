using System.Text;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>
/// Collects text as a language model writes it and hands out whole sentences as soon as they are complete. Not thread-safe.
/// </summary>
internal sealed class SentenceBuffer
{
    private readonly StringBuilder _text = new();

    /// <summary>Characters that wait for the end of their sentence.</summary>
    public int Length => _text.Length;

    /// <summary>Adds a piece of text: any length, cut anywhere.</summary>
    /// <returns>All sentences that are complete now, or null. A sentence is complete when white space follows its end: until then "3."
    /// may become "3.14".</returns>
    public string? Append(string text)
    {
        _text.Append(text);
        string all = _text.ToString();
        int end = TextUnits.EndOfSentences(all);
        if (end == 0)
        {
            return null;
        }

        _text.Remove(0, end);
        return all[..end];
    }

    /// <summary>What is left, complete or not.</summary>
    public string Take()
    {
        string rest = _text.ToString();
        _text.Clear();
        return rest;
    }
}
