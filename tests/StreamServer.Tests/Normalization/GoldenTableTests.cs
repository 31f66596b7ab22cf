using System.Text;
using StreamServer.Normalization;

namespace StreamServer.Tests.Normalization;

/// <summary>The golden tables: each says at its top what its values follow.</summary>
public sealed class GoldenTableTests
{
    [Theory]
    [InlineData("english", 400)]
    [InlineData("hindi", 200)]
    [InlineData("telugu", 200)]
    [InlineData("mixed", 60)]
    [InlineData("french", 200)]
    [InlineData("field", 712)]
    public void Every_line_of_the_table_is_said_as_written(string name, int least)
    {
        IReadOnlyList<GoldenLine> lines = GoldenTable.Read(name);
        Assert.True(lines.Count >= least, $"{name}.tsv has {lines.Count} cases; at least {least} are wanted.");

        StringBuilder wrong = new();
        foreach (GoldenLine line in lines)
        {
            string actual = TextNormalizer.NormalizeText(line.Input, line.Options);
            if (actual != line.Expected)
            {
                wrong.AppendLine($"{name}.tsv:{line.Number}\n   input    {line.Input}\n   expected {line.Expected}\n   actual   {actual}");
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Theory]
    [InlineData("english")]
    [InlineData("hindi")]
    [InlineData("telugu")]
    [InlineData("mixed")]
    [InlineData("french")]
    [InlineData("field")]
    public void Every_line_of_the_table_stays_as_it_is_when_it_is_normalized_again(string name)
    {
        StringBuilder wrong = new();
        foreach (GoldenLine line in GoldenTable.Read(name))
        {
            string once = TextNormalizer.NormalizeText(line.Input, line.Options);
            string twice = TextNormalizer.NormalizeText(once, line.Options);
            if (once != twice)
            {
                wrong.AppendLine($"{name}.tsv:{line.Number}\n   once  {once}\n   twice {twice}");
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }
}
