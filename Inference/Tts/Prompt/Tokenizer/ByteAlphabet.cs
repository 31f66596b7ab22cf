using System.Text;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>
/// The 256 visible characters that stand for bytes in byte-level vocabularies: printable Latin-1 stands for itself, the
/// other 68 bytes are U+0100 and following in byte order (GPT-2's <c>bytes_to_unicode</c>).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Build();

    /// <summary>The UTF-8 bytes of <paramref name="word"/>, each as its character.</summary>
    public static string Encode(string word) =>
        string.Create(Encoding.UTF8.GetByteCount(word), word, static (target, source) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(source);
            for (int i = 0; i < bytes.Length; i++)
            {
                target[i] = Chars[bytes[i]];
            }
        });

    private static char[] Build()
    {
        char[] chars = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool visible = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            chars[value] = visible ? (char)value : next++;
        }

        return chars;
    }
}
