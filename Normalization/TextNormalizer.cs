using StreamServer.Normalization.Stages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization;

/// <summary>
/// Turns written text into text that can be said: eleven stages in one order, each a pure function of the text.
/// Normalizing twice changes nothing; Indic letters, marks and joiners are never touched. Thread-safe, keeps no state between calls.
/// </summary>
internal static class TextNormalizer
{
    // The order is part of the contract: e-mail before URL, dates and phones before numbers. See docs/normalization.md.
    private static readonly ITextStage[] Order =
    [
        new SanitationStage(),
        new LanguageStage(),
        new UnicodeStage(),
        new EntityStage(),
        new DateTimeStage(),
        new PhoneStage(),
        new NumberStage(),
        new AbbreviationStage(),
        new SymbolStage(),
        new WhiteSpaceStage(),
        new FinalStage(),
    ];

    [ThreadStatic]
    private static SpokenText? _spare;

    /// <summary>The stages in the order in which they run.</summary>
    public static IReadOnlyList<ITextStage> Stages => Order;

    /// <summary>
    /// The spoken text alone: the path of every speech request. Returns <paramref name="text"/> itself when nothing changes.
    /// </summary>
    public static string NormalizeText(string text, NormalizationOptions options)
    {
        SpokenText spoken = Rent();
        spoken.Load(text, options);
        foreach (ITextStage stage in Order)
        {
            stage.Apply(spoken);
        }

        string result = spoken.Source.SequenceEqual(text) ? text : spoken.ToString();
        Return(spoken);
        return result;
    }

    /// <summary>The spoken text with its languages and with what each stage did to it.</summary>
    public static NormalizationResult Normalize(string text, NormalizationOptions options)
    {
        SpokenText spoken = Rent();
        spoken.Load(text, options);
        List<StageTrace> traces = new(Order.Length);
        foreach (ITextStage stage in Order)
        {
            List<TextEdit> edits = [];
            spoken.Record(edits);
            stage.Apply(spoken);
            traces.Add(new StageTrace(stage.Name, spoken.ToString(), edits));
        }

        spoken.Record(null);
        NormalizationResult result = new(spoken.ToString(), spoken.Dominant, Visible(spoken.Spans), traces);
        Return(spoken);
        return result;
    }

    // A clause of which nothing is said leaves an empty span.
    private static List<LanguageSpan> Visible(ReadOnlySpan<LanguageSpan> spans)
    {
        List<LanguageSpan> visible = [];
        int start = 0;
        foreach (LanguageSpan span in spans)
        {
            if (span.End > start)
            {
                visible.Add(span);
                start = span.End;
            }
        }

        return visible;
    }

    private static SpokenText Rent()
    {
        SpokenText spoken = _spare ?? new SpokenText();
        _spare = null;
        return spoken;
    }

    private static void Return(SpokenText spoken)
    {
        spoken.Release();
        _spare = spoken;
    }
}
