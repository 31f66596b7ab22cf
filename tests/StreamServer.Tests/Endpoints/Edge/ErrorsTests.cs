using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class ErrorsTests
{
    [Fact]
    public void Every_error_has_its_own_code_and_a_close_code_that_may_be_sent()
    {
        ErrorShape[] shapes = [.. Enum.GetValues<StreamError>().Select(Errors.Of)];

        Assert.Equal(shapes.Length, shapes.Select(shape => shape.Code).Distinct().Count());
        Assert.All(shapes, shape =>
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", shape.Code);
            Assert.True(shape.CloseCode is 1000 or 1003 or >= 1007 and <= 1013 or >= 4000 and <= 4999, shape.Code);
            Assert.InRange(shape.Status, 400, 599);
        });
    }

    [Fact]
    public void What_clients_cause_is_never_logged_as_ours()
    {
        foreach (StreamError error in Enum.GetValues<StreamError>())
        {
            ErrorShape shape = Errors.Of(error);
            Assert.Equal(shape.Status < 500, shape.Level <= Microsoft.Extensions.Logging.LogLevel.Debug);
        }
    }

    /// <summary>Codes are a contract with programs: a change here breaks clients.</summary>
    [Fact]
    public void Codes_are_frozen() => Assert.Equal(
        [
            "bad_request", "unknown_voice", "too_large", "bad_audio", "bad_message", "client_closed", "client_idle", "not_found",
            "server_busy", "server_stopping", "server_not_ready", "model_failed", "model_said_nothing", "internal",
            "unauthorized", "forbidden", "limit_reached", "conflict", "not_supported", "store_unavailable", "key_ended",
            "storage_full", "unsupported_media_type", "unspeakable",
        ],
        Enum.GetValues<StreamError>().Select(error => Errors.Of(error).Code));

    [Fact]
    public void Retry_after_is_whole_seconds_and_at_least_one()
    {
        Assert.Equal(1, Errors.RetrySeconds(
            new StreamException(StreamError.ServerBusy, "") { RetryAfter = TimeSpan.FromMilliseconds(20) }));
        Assert.Equal(3, Errors.RetrySeconds(new StreamException(StreamError.ServerBusy, "") { RetryAfter = TimeSpan.FromSeconds(2.1) }));
        Assert.Equal(2, Errors.RetrySeconds(new StreamException(StreamError.ServerBusy, "")));
    }
}
