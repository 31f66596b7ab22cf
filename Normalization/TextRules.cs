namespace StreamServer.Normalization;

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
        if (!rule.Concerns(text.Source))
        {
            return;
        }

        int at = text.Source.IndexOfAny(rule.Triggers);
        while (at >= 0)
        {
            int from = rule.Rewrite(text, at);
            int next = text.Source[from..].IndexOfAny(rule.Triggers);
            at = next < 0 ? -1 : from + next;
        }

        text.Commit();
    }
}
