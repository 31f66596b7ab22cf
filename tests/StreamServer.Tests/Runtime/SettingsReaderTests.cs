using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Tests.Runtime;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Values_of_every_kind_are_read_and_defaults_stay()
    {
        SettingsReader reader = Reader(("A_NUMBER", " 7 "), ("A_FRACTION", "0.5"), ("A_FLAG", "yes"), ("A_CHOICE", "friday"),
            ("A_TEXT", "x"));
        Sample sample = reader.Read<Sample>();

        Assert.Empty(reader.Mistakes);
        Assert.Equal((7, 0.5, true, DayOfWeek.Friday, "x", 3),
            (sample.Number, sample.Fraction, sample.Flag, sample.Choice, sample.Text, sample.Untouched));
    }

    [Fact]
    public void Every_mistake_is_reported_with_name_value_and_what_is_allowed()
    {
        SettingsReader reader = Reader(("A_NUMBER", "seven"), ("A_FRACTION", "NaN"), ("A_FLAG", "perhaps"), ("A_CHOICE", "5"),
            ("UNTOUCHED", "11"));
        reader.Read<Sample>();

        Assert.Equal(5, reader.Mistakes.Count);
        Assert.Contains("A_NUMBER='seven' is not a whole number.", reader.Mistakes);
        Assert.Contains("A_FRACTION='NaN' is not a number.", reader.Mistakes);
        Assert.Contains("A_FLAG='perhaps' is not true or false.", reader.Mistakes);
        Assert.Contains(reader.Mistakes, mistake =>
            mistake.StartsWith("A_CHOICE='5' is not one of sunday, monday", StringComparison.Ordinal));
        Assert.Contains("UNTOUCHED=11 is outside 1 to 10.", reader.Mistakes);
    }

    [Fact]
    public void An_empty_value_is_the_default()
    {
        SettingsReader reader = Reader(("A_NUMBER", "  "));
        Assert.Equal(1, reader.Read<Sample>().Number);
        Assert.Empty(reader.Mistakes);
    }

    private static SettingsReader Reader(params (string Name, string Value)[] values) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value)))
            .Build());

    private sealed class Sample
    {
        [Setting("A_NUMBER")]
        public int Number { get; set; } = 1;

        [Setting("A_FRACTION")]
        public double Fraction { get; set; }

        [Setting("A_FLAG")]
        public bool Flag { get; set; }

        [Setting("A_CHOICE")]
        public DayOfWeek Choice { get; set; }

        [Setting("A_TEXT")]
        public string Text { get; set; } = "";

        [Setting("UNTOUCHED"), Range(1, 10)]
        public int Untouched { get; set; } = 3;
    }
}
