using System.Buffers;

namespace StreamServer.Normalization.Text;

/// <summary>Runs rules over a text.</summary>
internal static class TextRules
{
    /// <summary>Runs each rule over the whole text, in order; each sees what the ones before it wrote.</summary>
    public static void Run(ReadOnlySpan<ITextRule> rules, SpokenText text)
    {
        foreach (ITextRule rule in rules)
        {
            Run(rule, text);
        }
    }

    public static void Run(ITextRule rule, SpokenText text)
    {
        if (!rule.Concerns(text))
        {
            return;
        }

        SearchValues<char> triggers = rule.Triggers;
        int at = text.Source.IndexOfAny(triggers);
        while (at >= 0)
        {
            int from = rule.Rewrite(text, at);
            int next = text.Source[from..].IndexOfAny(triggers);
            at = next < 0 ? -1 : from + next;
        }

        text.Commit();
    }
}
