using System.Text.RegularExpressions;
using StreamServer.Inference.Stt.Models.Nemo;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.Nemo;

public sealed class NemoPiecesTests
{
    [Fact]
    public void Pieces_join_as_the_published_expression_says()
    {
        string[] pieces = ["▁he", "llo", "▁,", ",", "▁", "'", "s", "▁ok", ".", "▁_x", "▁3", "▁½", "½", "-sign", "▁Ⅳ", "▁²"];
        Random random = new(3);
        for (int run = 0; run < 500; run++)
        {
            List<SttToken> tokens = [.. Enumerable.Range(0, random.Next(1, 8))
                .Select(_ => new SttToken(pieces[random.Next(pieces.Length)], 0, 0, 0))];
            string joined = string.Concat(tokens.Select(token => token.Piece)).Replace('▁', ' ');
            // \A\s|\s\B|(\s)\b with Python's word characters: .NET's lack fractions and Roman numerals.
            string expected = Regex.Replace(joined, @"\A\s|\s(?![\w\p{N}])|(\s)(?=[\w\p{N}])", "$1");

            NemoPieces.JoinPunctuation(tokens);

            string actual = string.Concat(tokens.Select(token => token.Piece)).Replace('▁', ' ');

            // What is left at the edges and doubled spaces are no words either way.
            Assert.Equal(Squeeze(expected), Squeeze(actual));
        }
    }

    private static string Squeeze(string text) => Regex.Replace(text, @"\s+", " ").Trim();
}
