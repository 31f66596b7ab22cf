using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Replaces the words of a lexicon.</summary>
internal static class LexiconWords
{
    public static void Apply(SpokenText text, Lexicon lexicon)
    {
        if (lexicon.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<char> source = text.Source;
        int at = 0;
        while (at < source.Length)
        {
            int tag = EmotionTags.LengthAt(source, at);
            if (tag > 0)
            {
                at += tag;
            }
            else if (!char.IsWhiteSpace(source[at])
                && (!Characters.IsWord(source[at]) || source.OpensWord(at))
                && lexicon.Find(source, at, out int length) is { } spoken)
            {
                text.Replace(at, at + length, spoken);
                at += length;
            }
            else
            {
                at++;
            }
        }

        text.Commit();
    }
}
