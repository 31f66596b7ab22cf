using StreamServer.Normalization.Stages.Dates;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Dates, years, decades and times of day.</summary>
internal sealed class DateTimeStage : ITextStage
{
    private static readonly ITextRule[] Rules =
        [new WeekdayRule(), new NumericDateRule(), new NamedDateRule(), new TimeRule(), new HourRangeRule(), new DecadeRule(), new YearRule()];

    public string Name => "dates";

    public void Apply(SpokenText text)
    {
        if (text.Source.ContainsAny(Characters.Digits))
        {
            TextRules.Run(Rules, text);
        }
        else
        {
            TextRules.Run(Rules[0], text);
        }
    }
}
