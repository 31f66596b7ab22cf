using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Tests.Runtime;

public sealed class DotEnvFileTests
{
    [Theory]
    [InlineData("PORT=8000", "PORT", "8000")]
    [InlineData("  export PORT = 8000  ", "PORT", "8000")]
    [InlineData("A=\"x # y\" # comment", "A", "x # y")]
    [InlineData("A='x'", "A", "x")]
    [InlineData("A=x # comment", "A", "x")]
    [InlineData("A=x#y", "A", "x#y")]
    [InlineData("A=", "A", "")]
    [InlineData("A=b=c", "A", "b=c")]
    public void A_line_gives_its_name_and_value(string line, string name, string value) =>
        Assert.Equal([KeyValuePair.Create(name, (string?)value)], DotEnvFile.Parse([line]));

    [Theory]
    [InlineData("")]
    [InlineData("# PORT=1")]
    [InlineData("no equals sign")]
    [InlineData("=value")]
    public void Other_lines_give_nothing(string line) => Assert.Empty(DotEnvFile.Parse([line]));

    [Fact]
    public void A_file_that_is_not_there_gives_nothing() =>
        Assert.Empty(DotEnvFile.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));
}
