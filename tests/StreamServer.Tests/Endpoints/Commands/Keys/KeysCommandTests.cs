using System.CommandLine;
using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Commands;
using StreamServer.Endpoints.Commands.Keys;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Endpoints.Commands.Keys;

public sealed class KeysCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_key_is_made_listed_rotated_and_revoked()
    {
        (int code, string text, _) = await RunAsync(
            "create", "--name", "bot", "--owner", "ada", "--plan", "pro", "--scopes", "tts,voices:write", "--days", "7");
        string key = text.Trim();
        Assert.Equal(0, code);
        Assert.True(KeyText.IsWellFormed(key), text);
        string id = key[9..17];

        string listed = (await RunAsync("list")).Output;
        Assert.Matches($@"{id}\s+bot\s+ada\s+pro\s+tts,voices:write\s+\d{{4}}-\d\d-\d\d\s+never\s+until \d{{4}}", listed);
        Assert.DoesNotContain(key[^43..], listed, StringComparison.Ordinal);

        string rotated = (await RunAsync("rotate", id, "--grace-hours", "1")).Output.Trim();
        Assert.Equal(id, rotated[9..17]);
        Assert.NotEqual(key, rotated);
        Assert.Contains("is revoked", (await RunAsync("revoke", id)).Output, StringComparison.Ordinal);
        Assert.Contains("revoked", (await RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_shows_limits_of_one_key_and_the_sum_over_all()
    {
        string id = (await RunAsync("create", "--name", "bot")).Output[9..17];
        string usage = (await RunAsync("usage", id)).Output;
        Assert.Contains("plan free", usage, StringComparison.Ordinal);
        Assert.Contains("credits: 1000 of 1000 left", usage, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("usage")).Code);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("create", "--name", "x", "--scopes", "root")]
    [InlineData("create", "--name", "x", "--plan", "nowhere")]
    [InlineData("create", "--name", "x", "--days", "-1")]
    [InlineData("revoke", "nobodyat")]
    [InlineData("rotate", "nobodyat")]
    [InlineData("usage", "nobodyat")]
    [InlineData("usage", "--days", "0")]
    public async Task What_cannot_be_done_is_one_line_and_no_success(params string[] args)
    {
        (int code, string output, string error) = await RunAsync(args);
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_is_named()
    {
        (int code, _, string error) = await RunAsync(["list"], ("AUTH_PEPPER", "short"));
        Assert.Equal(CommandLine.Misused, code);
        Assert.Contains("AUTH_PEPPER", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, ("AUTH_STORE", "local"));

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] args, (string Name, string Value) setting)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        RootCommand root = new()
        {
            KeysCommand.Create(() => KeysContext.Open(new("DATA_DIR", _folder.Path), new(setting.Name, setting.Value))),
        };
        int code = await CommandLine.RunAsync(root, ["keys", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
