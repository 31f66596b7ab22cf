namespace StreamServer.FunctionalTests.Auth;

public sealed class KillTests
{
    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_loses_no_acknowledged_record_and_counts_none_twice()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-kill-");
        KillRun run = new(folder.FullName);
        await run.RunAsync(kills: 3, answers: 12);
        Assert.True(run.Acknowledged >= 36);
        Assert.Equal((run.Acknowledged, 0, true), (run.Found, run.Doubled, run.CountersAgree));
        folder.Delete(recursive: true);
    }
}
