namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>How scripts mark words.</summary>
internal static class WordScripts
{
    /// <summary>Scripts written without spaces: each character counts as a word. Kana, CJK ideographs and their punctuation.</summary>
    public static bool IsUnspaced(char c) => c is
        (>= '\u3000' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFFEF');
}
