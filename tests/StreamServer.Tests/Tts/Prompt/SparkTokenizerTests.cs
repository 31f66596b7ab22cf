using System.Globalization;
using System.Text;
using StreamServer.Inference.Tts.Prompt.Tokenizer;

namespace StreamServer.Tests.Tts.Prompt;

/// <summary>The real tokenizer of Spark-TTS, in ours and in the library that Hugging Face publishes. Fails without npm.</summary>
public sealed class SparkTokenizerTests
{
    private static readonly string[] Pieces =
    [
        "Hello", " the", "  ", " ", "\n", "\r\n", "\t", "'s", "'LL", "1", "2024", "٣٤", "½", "Ⅳ", "²", "नमस्ते",
        " दुनिया", "తెలుగు", " భాష", "你好", "世界", "мир", "éé", "e\u0301", "ﬁ", "Å", "\u212B", "ﾊﾟ", "👋", "👩‍👩‍👧",
        "🇮🇳", "𝟘𝟙𝟚", "𝔸𝕓", "𐍈", "𑁦", "\u200d", "\u00a0", "…", "—", "!?", "<|start_content|>", "<|end_content|>",
        "<|bicodec_global_7|>", "<|bicodec_semantic_8191|>", "<|im_end|>", "<|nothing|>", "<laugh>", "[excited]",
        "_x", "C++", "don't", "ÀÉ", "\u0300", "ß", "İ", "ẞ", "�",
    ];

    [Fact]
    public async Task Every_text_gets_the_ids_that_the_published_library_gives_it()
    {
        string path = await SparkTokenizerFile.PathAsync();
        LmTokenizer ours = LmTokenizer.Load(path);
        using Tokenizers.DotNet.Tokenizer theirs = new(path);
        Random random = new(20261201);
        for (int round = 0; round < 4000; round++)
        {
            StringBuilder text = new();
            foreach (string piece in random.GetItems(Pieces, random.Next(1, 12)))
            {
                text.Append(piece);

                // The library knows the marks of an older Unicode, and so their order in NFC: of marks only those above.
                if (random.Next(3) == 0 && Rune.TryCreate(random.Next(0x20, 0x20000), out Rune rune)
                    && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned))
                {
                    text.Append(rune);
                }
            }

            int[] expected = [.. theirs.Encode(text.ToString()).Select(id => (int)id)];
            Assert.True(expected.SequenceEqual(ours.Encode(text.ToString())), $"Round {round}: {Escaped(text.ToString())}\n"
                + $"{string.Join(' ', expected)}\n{string.Join(' ', ours.Encode(text.ToString()))}");
        }
    }

    private static string Escaped(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007f' ? $"{c}" : $"\\u{(int)c:X4}"));
}
