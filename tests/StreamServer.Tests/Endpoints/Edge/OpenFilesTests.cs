using StreamServer.Endpoints.Edge;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(0, 16)]
    [InlineData(260, 16)]
    [InlineData(1024, 318)]
    [InlineData(1_048_576, 10_000)]
    public void Connections_leave_descriptors_for_everything_else(int? limit, int connections)
    {
        Assert.Equal(connections, OpenFiles.Connections(limit));
        Assert.True(limit is not > OpenFiles.Reserve || OpenFiles.Connections(limit) <= limit - OpenFiles.Reserve);
    }
}
