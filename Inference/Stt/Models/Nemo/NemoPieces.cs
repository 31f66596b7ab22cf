using System.Buffers;
using System.Text;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Models.Nemo;

/// <summary>Word starts of NeMo's sentence pieces. Pure.</summary>
internal static class NemoPieces
{
    private const char WordStart = '▁';

    /// <summary>
    /// No word starts with punctuation or a second space: onnx-asr joins pieces and then takes out spaces before it (the expression
    /// <c>\A\s|\s\B|(\s)\b</c>).
    /// </summary>
    /// <param name="tokens">One utterance; changed in place.</param>
    public static void JoinPunctuation(List<SttToken> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            string piece = tokens[i].Piece;
            if (piece.Length == 0 || piece[0] != WordStart)
            {
                continue;
            }

            string rest = piece.Length > 1 || i + 1 == tokens.Count ? piece[1..] : tokens[i + 1].Piece;

            // Word characters as Python's \w has them: fractions and Roman numerals too, and letters outside the basic plane.
            if (Rune.DecodeFromUtf16(rest, out Rune next, out _) == OperationStatus.Done
                && !Rune.IsLetterOrDigit(next) && !Rune.IsNumber(next) && next.Value != '_')
            {
                tokens[i] = tokens[i] with { Piece = piece[1..] };
            }
        }
    }
}
