using System.Text;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>Joins pieces to words. Pure.</summary>
internal static class WordBuilder
{
    private const char WordStart = '▁';

    /// <param name="tokens">In order of time, seconds from the utterance's start.</param>
    /// <param name="offset">Seconds at which the utterance starts.</param>
    /// <param name="limit">Seconds at which its audio ends: no word lasts longer.</param>
    public static IReadOnlyList<SttWord> Build(IReadOnlyList<SttToken> tokens, double offset, double limit = double.PositiveInfinity)
    {
        List<SttWord> words = [];
        StringBuilder text = new();
        (double start, double end, double probabilities, int pieces) = (0, 0, 0, 0);
        bool glued = false;
        bool space = true;

        void Finish()
        {
            if (text.Length > 0)
            {
                words.Add(new SttWord(text.ToString(), offset + start, Math.Min(offset + end, limit), (float)(probabilities / pieces),
                    glued));
                text.Clear();
            }
        }

        foreach (SttToken token in tokens)
        {
            ReadOnlySpan<char> piece = token.Piece;
            if (piece.Length > 0 && (piece[0] == WordStart || piece[0] == ' '))
            {
                piece = piece[1..];
                space = true;
            }

            if (piece.IsEmpty)
            {
                continue;
            }

            if (space || text.Length == 0 || WordScripts.IsUnspaced(piece[0]) || WordScripts.IsUnspaced(text[^1]))
            {
                bool joins = !space && words.Count + text.Length > 0;
                Finish();
                (start, probabilities, pieces, glued) = (token.Start, 0, 0, joins);
            }

            text.Append(piece);
            end = token.End;
            probabilities += Math.Exp(token.LogProbability);
            pieces++;
            space = false;
        }

        Finish();
        return words;
    }

    /// <summary>Words with the spaces between them.</summary>
    public static string Join(IEnumerable<SttWord> words)
    {
        StringBuilder text = new();
        foreach (SttWord word in words)
        {
            if (text.Length > 0 && !word.Glued)
            {
                text.Append(' ');
            }

            text.Append(word.Text);
        }

        return text.ToString();
    }
}
