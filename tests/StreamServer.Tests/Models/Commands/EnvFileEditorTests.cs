using StreamServer.Models.Commands;

namespace StreamServer.Tests.Models.Commands;

public sealed class EnvFileEditorTests
{
    [Theory]
    [InlineData("", "STT_MODEL=new")]
    [InlineData("PORT=1", "PORT=1|STT_MODEL=new")]
    [InlineData("STT_MODEL=old|PORT=1", "STT_MODEL=new|PORT=1")]
    [InlineData("  export STT_MODEL = \"old\" # why|PORT=1", "STT_MODEL=new|PORT=1")]
    [InlineData("STT_MODEL=a|X=1|STT_MODEL=b", "STT_MODEL=new|X=1")]
    [InlineData("# Choose:|#STT_MODEL=default|PORT=1", "# Choose:|#STT_MODEL=default|STT_MODEL=new|PORT=1")]
    [InlineData("STT_MODEL_DIR=x|MY_STT_MODEL=y", "STT_MODEL_DIR=x|MY_STT_MODEL=y|STT_MODEL=new")]
    public void OnlyTheLineOfTheNameChanges(string before, string after)
    {
        string[] lines = before.Length == 0 ? [] : before.Split('|');

        Assert.Equal(after.Split('|'), EnvFileEditor.Set(lines, "STT_MODEL", "new"));
    }
}
