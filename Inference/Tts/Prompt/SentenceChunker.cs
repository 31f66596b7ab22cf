using System.Text;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>
/// Cuts text into chunks that the model can speak: at sentence ends where possible, else at clause ends, else before a word
/// that begins a clause, else between words, in parts of like length. Never inside a word (unless one alone is over the limit),
/// an emotion tag or an Indic cluster. Pure.
/// </summary>
internal static class SentenceChunker
{
    /// <returns>Chunks in order; empty when the text has nothing to say.</returns>
    public static List<TextChunk> Split(string text, ChunkLimits limits)
    {
        List<TextChunk> chunks = [];
        List<TextUnit> sentence = [];
        foreach (TextUnit unit in TextUnits.Of(text, limits.Max))
        {
            sentence.Add(unit);
            if (unit.End >= ChunkEnd.Sentence)
            {
                AddSentence(sentence, chunks, limits);
                sentence.Clear();
            }
        }

        AddSentence(sentence, chunks, limits);
        chunks.RemoveAll(chunk => !chunk.Text.Any(char.IsLetterOrDigit) && !chunk.Text.Contains('<') && !chunk.Text.Contains('['));
        return limits.JoinSentences ? Join(chunks, limits) : chunks;
    }

    private static void AddSentence(List<TextUnit> sentence, List<TextChunk> chunks, ChunkLimits limits)
    {
        int from = 0;
        while (from < sentence.Count)
        {
            int end = EndOfChunk(sentence, from, limits, isFirst: chunks.Count == 0);
            StringBuilder text = new();
            for (int i = from; i < end; i++)
            {
                text.Append(i > from && sentence[i].SpaceBefore ? " " : "").Append(sentence[i].Text);
            }

            chunks.Add(new TextChunk(text.ToString(), sentence[end - 1].End));
            from = end;
        }
    }

    /// <summary>Index after the last unit of the chunk that starts at <paramref name="from"/>.</summary>
    private static int EndOfChunk(List<TextUnit> sentence, int from, ChunkLimits limits, bool isFirst)
    {
        int length = 0;
        int fitting = from;
        int clause = -1;
        int firstClause = -1;
        for (int i = from; i < sentence.Count; i++)
        {
            length += sentence[i].Text.Length + (i > from && sentence[i].SpaceBefore ? 1 : 0);
            if (length > limits.Max)
            {
                break;
            }

            fitting = i + 1;
            if (sentence[i].End != ChunkEnd.Clause)
            {
                continue;
            }

            // A clause of a few letters would be a chunk that hardly speaks.
            if (length >= limits.Max / 4)
            {
                clause = fitting;
            }

            if (length <= limits.First && length >= limits.First / 4)
            {
                firstClause = fitting;
            }
        }

        if (isFirst && length > limits.First && firstClause > 0)
        {
            return firstClause;
        }

        // A unit that is over the limit by itself (a long tag) is a chunk of its own rather than cut.
        return fitting == sentence.Count ? fitting
            : clause > 0 ? clause
            : Math.Max(EndBetweenWords(sentence, from, fitting, limits.Max), from + 1);
    }

    /// <summary>
    /// Where to cut a clause that is over the limit: between the words nearest to its middle, or rather before a word that begins
    /// another clause if one is not much farther from it.
    /// </summary>
    private static int EndBetweenWords(List<TextUnit> sentence, int from, int fitting, int limit)
    {
        int rest = 0;
        for (int i = from; i < sentence.Count && rest <= 2 * limit; i++)
        {
            rest += sentence[i].Text.Length + 1;
        }

        // Of what is longer than two parts the first is as long as may be.
        int even = rest > 2 * limit ? limit : rest / 2;
        int best = fitting;
        int leastOff = int.MaxValue;
        int length = 0;
        for (int i = from + 1; i <= fitting; i++)
        {
            length += sentence[i - 1].Text.Length + 1;
            bool beginsClause = ClauseWords.Begin(sentence[i - 1].Text, sentence[i].Text);

            // A clause is worth a part that is half as long or half as long again.
            int off = Math.Abs(length - even) - (beginsClause && length >= limit / 4 ? even / 2 : 0);
            if (off < leastOff && sentence[i].SpaceBefore)
            {
                best = i;
                leastOff = off;
            }
        }

        return best;
    }

    private static List<TextChunk> Join(List<TextChunk> chunks, ChunkLimits limits)
    {
        List<TextChunk> joined = [];
        foreach (TextChunk chunk in chunks)
        {
            int limit = joined.Count == 1 ? limits.First : limits.Max;
            if (joined.Count > 0 && joined[^1] is { End: ChunkEnd.Sentence } last && last.Text.Length + 1 + chunk.Text.Length <= limit)
            {
                joined[^1] = new TextChunk($"{last.Text} {chunk.Text}", chunk.End);
            }
            else
            {
                joined.Add(chunk);
            }
        }

        return joined;
    }
}
