using StreamServer.Normalization.Stages.Dates;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Dates, years, decades and times of day.</summary>
internal sealed class DateTimeStage : ITextStage
{
    private static readonly ITextRule[] Rules =
        [new WeekdayRule(), new MonthRangeRule(), new NumericDateRule(), new NamedDateRule(), new StopwatchRule(), new VerseRule(), new TimeRule(), new HourRangeRule(), new DecadeRule(), new YearRule()];

    public string Name => "dates";

    public void Apply(SpokenText text)
    {
        if (text.Source.ContainsAny(Characters.Digits))
        {
            TextRules.Run(Rules, text);
        }
        else
        {
            // Names of days and months need no number.
            TextRules.Run(Rules.AsSpan(0, 2), text);
        }
    }
}
