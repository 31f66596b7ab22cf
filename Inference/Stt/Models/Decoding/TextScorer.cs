using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>
/// Scores texts that grow piece by piece: language model and hot words. States are values, so that the prefixes of a search
/// share what they have in common. Not thread-safe.
/// </summary>
/// <param name="language">Null for none.</param>
/// <param name="weights">Of the language model.</param>
/// <param name="hotWords">Null for none.</param>
internal sealed class TextScorer(ArpaModel? language, LanguageWeights weights, HotWords? hotWords)
{
    private static readonly float Ln10 = MathF.Log(10);

    /// <summary>The empty text.</summary>
    public TextState Start => Advance(new TextState(language?.Start ?? ArpaModel.Root, HotWords.Start, "", 0), HotWords.Boundary);

    /// <summary>The text with one more piece.</summary>
    /// <param name="state">The text before.</param>
    /// <param name="piece"><c>▁</c> or a space starts a new word.</param>
    public TextState Read(TextState state, string piece)
    {
        foreach (char letter in piece)
        {
            bool boundary = letter is HotWords.Boundary or ' ';
            if (boundary || WordScripts.IsUnspaced(letter) || (state.Word.Length > 0 && WordScripts.IsUnspaced(state.Word[^1])))
            {
                state = Close(state);
            }

            if (!boundary)
            {
                state = Advance(state, letter);
                if (language is not null)
                {
                    state = state with { Word = state.Word + letter, Spelt = language.Spell(state.Spelt, letter) };
                }
            }
            else if (!state.IsAtBoundary)
            {
                state = Advance(state, HotWords.Boundary);
            }
        }

        return state;
    }

    /// <summary>
    /// What the text gains so far, loans of unfinished hot words included, and the best that the word being spelt can come to:
    /// a search must not find out at a word's end that nothing begins so.
    /// </summary>
    public float Score(TextState state) => state.Score + (hotWords?.Loan(state.Hot) ?? 0) + Outlook(state);

    /// <summary>What the text gains if it ends here.</summary>
    public float Finish(TextState state)
    {
        if (!state.IsAtBoundary)
        {
            state = Advance(Close(state), HotWords.Boundary);
        }

        return state.Score + (language is null ? 0 : Weigh(language.Finish(state.History)));
    }

    /// <summary>The word that was being spelt is complete.</summary>
    private TextState Close(TextState state)
    {
        if (language is null || state.Word.Length == 0)
        {
            return state;
        }

        // Of a script that the model was not made of it has nothing to say.
        if (!language.Spells(state.Word[0]))
        {
            return state with { History = ArpaModel.Root, Word = "", Spelt = WordTrie.Root };
        }

        (int history, float log10) = language.Score(state.History, state.Word);
        if (hotWords?.Has(state.Word) == true && !language.Lists(state.Word))
        {
            log10 = language.Rarest;
        }

        return state with
        {
            History = history,
            Word = "",
            Spelt = WordTrie.Root,
            Score = state.Score + Weigh(log10) + weights.WordBonus,
        };
    }

    private float Outlook(TextState state)
    {
        if (language is null || state.Word.Length == 0 || !language.Spells(state.Word[0]))
        {
            return 0;
        }

        // A word that the caller expects is not one that nobody says: it counts as the rarest of those that are listed.
        float log10 = state.Spelt == WordTrie.None && hotWords?.HasBeginning(state.Word) == true
            ? language.Rarest
            : language.Outlook(state.Spelt, state.Word.Length);
        return Weigh(log10) + weights.WordBonus;
    }

    /// <summary>Base 10 logarithm of a probability as part of a text's score.</summary>
    private float Weigh(float log10) => weights.Weight * Ln10 * log10;

    private TextState Advance(TextState state, char letter)
    {
        (int hot, float gain) = hotWords?.Read(state.Hot, letter) ?? (HotWords.Start, 0);
        return state with { Hot = hot, Score = state.Score + gain, IsAtBoundary = letter == HotWords.Boundary };
    }
}
