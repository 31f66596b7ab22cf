using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>A time of day as written.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59; -1 when only the hour is written.</param>
/// <param name="Second">0 to 59; -1 when it is not written.</param>
/// <param name="Half"><c>a</c> or <c>p</c>; NUL when it is not written.</param>
/// <param name="End">Where the time ends.</param>
internal readonly record struct ClockTime(int Hour, int Minute, int Second, char Half, int End)
{
    public bool HasHalf => Half != '\0';

    /// <summary>Says the time.</summary>
    /// <param name="bare">Leaves out "o'clock" and "hundred": something behind the time says it.</param>
    public void Say(SpokenText text, LanguageRules language, bool bare)
    {
        language.SayTime(text, Hour, Minute, Second, HasHalf, bare);
        if (HasHalf)
        {
            text.Say(Half == 'a' ? "a m" : "p m");
        }
    }

    /// <summary>Whether the word for hours follows: it says o'clock already.</summary>
    public static bool NamesHour(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[source.SkipBlanks(end)..];
        return words[ListName.HourWords].LengthAtStart(rest) > 0;
    }
}
