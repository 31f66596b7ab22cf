using System.CommandLine;
using StreamServer.Endpoints.Commands;
using StreamServer.Endpoints.Server;
using StreamServer.Inference;
using StreamServer.Models;

namespace StreamServer.Tests.Endpoints.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("serve", "--help")]
    [InlineData("validate", "--help")]
    [InlineData("transcribe", "--help")]
    [InlineData("models", "--help")]
    [InlineData("models", "pull", "--help")]
    [InlineData("models", "convert", "spark-tts", "--help")]
    public async Task EveryCommandHasAPage(params string[] args)
    {
        (int code, string output, string error) = await RunAsync(Server(), args);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.Contains("./run.sh", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'modles'", "modles")]
    [InlineData("'--prot'", "serve", "--prot", "9000")]
    [InlineData("--port", "serve", "--port")]
    [InlineData("nowhere.wav", "transcribe", "nowhere.wav")]
    [InlineData("'two'", "transcribe", "one", "two")]
    [InlineData("'@args'", "@args")]
    public async Task WrongWordsAreOneLineEachAndTwo(string word, params string[] args)
    {
        (int code, string output, string error) = await RunAsync(Server(), args);

        Assert.Equal((2, ""), (code, output));
        string[] lines = error.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 2, 3);
        Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.StartsWith("Help: ./run.sh", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionsOfServeAreSettingsAndTheirMistakesAreListedTogether()
    {
        (int code, _, string error) = await RunAsync(Server(), ["--log-level", "loud", "--port", "eighty"]);

        Assert.Equal(2, code);
        Assert.Contains("setting: PORT='eighty'", error, StringComparison.Ordinal);
        Assert.Contains("setting: LOG_LEVEL='loud'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatACommandThrowsIsALineAndACode()
    {
        Assert.Equal((1, "no such thing"), await ThrowAsync(new CommandException("no such thing")));
        Assert.Equal((1, "not ready"), await ThrowAsync(new StreamException(StreamError.ServerNotReady, "not ready")));
        Assert.Equal((130, "Interrupted."), await ThrowAsync(new OperationCanceledException()));
        (int code, string error) = await ThrowAsync(new SettingsException(["A=1 is wrong."]));
        Assert.Equal(2, code);
        Assert.StartsWith("setting: A=1 is wrong.", error, StringComparison.Ordinal);
    }

    private static RootCommand Server() => ServerCommands.Create(ModelsConsole.Open);

    private static async Task<(int Code, string Error)> ThrowAsync(Exception exception)
    {
        RootCommand root = new();
        root.SetAction((_, _) => Task.FromException<int>(exception));
        (int code, _, string error) = await RunAsync(root, []);
        return (code, error.TrimEnd());
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RootCommand root, string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(root, args, output, error).WaitAsync(TimeSpan.FromSeconds(30));
        return (code, output.ToString(), error.ToString());
    }
}
