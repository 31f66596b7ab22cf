using System.Net.WebSockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Sockets;

public sealed class ConnectionTests : IDisposable
{
    private readonly ConnectionFixture _it = new();

    public void Dispose() => _it.Dispose();

    private static StopOrder Order(CancellationToken deadline) => new(TimeProvider.System, TimeSpan.FromSeconds(20), deadline, deadline);

    [Fact]
    public async Task A_client_that_closes_first_gets_what_is_still_said_and_then_its_close()
    {
        _it.Handler.Run = async ended =>
        {
            await ended;
            await _it.Connection.SendAsync("last words"u8.ToArray(), isText: true);
        };
        _it.Start();
        await _it.Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
            .WaitAsync(ConnectionFixture.Limit);
        byte[] buffer = new byte[100];
        WebSocketReceiveResult words = await _it.Client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(ConnectionFixture.Limit);
        WebSocketReceiveResult close = await _it.Client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(ConnectionFixture.Limit);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal("last words".Length, words.Count);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, close.CloseStatus);
        Assert.Equal(ConnectionEnd.Done, _it.Connection.End);
        Assert.Empty(_it.Log.Errors);
    }

    [Fact]
    public async Task A_handler_that_is_done_closes_with_1000()
    {
        _it.Handler.Run = _ => Task.CompletedTask;
        _it.Start();
        (List<string> messages, int? code, string? reason) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Empty(messages);
        Assert.Equal((1000, ""), (code, reason ?? ""));
        Assert.Empty(_it.Log.Errors);
    }

    [Fact]
    public async Task A_close_that_the_client_never_answers_is_cut_after_the_limit()
    {
        _it.Handler.Run = _ => Task.CompletedTask;
        _it.Start();
        int seconds = await _it.PassUntilAsync(_it.Running, most: 30);

        Assert.InRange(seconds, 5, 30);
        Assert.Empty(_it.Log.Errors);
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("receive, later")]
    [InlineData("run")]
    [InlineData("run, later")]
    [InlineData("run, as cancelled by itself")]
    public async Task What_nobody_expected_is_an_internal_error_that_is_told_and_closed_with_1011(string where)
    {
        switch (where)
        {
            case "receive":
                _it.Handler.Receive = _ => throw new InvalidOperationException("A fault of ours.");
                break;
            case "receive, later":
                _it.Handler.Receive = async _ =>
                {
                    await Task.Yield();
                    throw new ArgumentException("A fault of ours.");
                };
                break;
            case "run":
                _it.Handler.Run = _ => throw new InvalidOperationException("A fault of ours.");
                break;
            case "run, later":
                _it.Handler.Run = async _ =>
                {
                    await Task.Yield();
                    throw new IOException("A fault of ours: no connection's.");
                };
                break;
            default:
                _it.Handler.Run = _ => Task.FromCanceled(new CancellationToken(canceled: true));
                break;
        }

        _it.Start();
        if (where.StartsWith("receive", StringComparison.Ordinal))
        {
            await _it.SendTextAsync("{}");
        }

        (List<string> messages, int? code, string? reason) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(["internal"], messages);
        Assert.Equal((1011, "internal"), (code, reason));
        Assert.Single(_it.Log.Errors);
    }

    [Fact]
    public async Task A_failure_while_the_error_is_rendered_still_closes_with_the_code()
    {
        _it.Handler.Run = _ => throw new StreamException(StreamError.ModelFailed, "No.");
        _it.Handler.Error = _ => throw new InvalidOperationException("A fault of ours.");
        _it.Start();
        (List<string> messages, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Empty(messages);
        Assert.Equal(1011, code);
    }

    [Fact]
    public async Task A_failure_while_the_end_is_told_to_the_handler_cuts_the_connection()
    {
        _it.Handler.Ending = _ => throw new InvalidOperationException("A fault of ours.");
        _it.Start();
        _it.Connection.Finish(ConnectionEnd.Done);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Single(_it.Log.Errors);
        Assert.True(_it.Connection.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task Every_failure_of_the_table_closes_with_its_code_whether_it_is_thrown_in_receive_or_in_run()
    {
        foreach (StreamError error in Enum.GetValues<StreamError>())
        {
            foreach (bool inReceive in new[] { false, true })
            {
                using ConnectionFixture it = new();
                if (inReceive)
                {
                    it.Handler.Receive = _ => throw new StreamException(error, "No.");
                }
                else
                {
                    it.Handler.Run = _ => throw new StreamException(error, "No.");
                }

                it.Start();
                if (inReceive)
                {
                    await it.SendTextAsync("{}");
                }

                (List<string> messages, int? code, string? reason) = await it.ReadToCloseAsync();
                await it.Running.WaitAsync(ConnectionFixture.Limit);
                ConnectionEnd expected = ConnectionEnd.Of(new StreamException(error, "No."));
                Assert.Equal([expected.Reason], messages);
                Assert.Equal((expected.CloseCode, expected.Reason), (code, reason));
            }
        }
    }

    [Theory]
    [InlineData("before its first message")]
    [InlineData("within a message")]
    [InlineData("while the handler works on one")]
    [InlineData("while the server sends")]
    [InlineData("while the server closes")]
    [InlineData("by the transport's word")]
    public async Task A_client_that_vanishes_is_no_error_and_gets_no_close_frame(string when)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        switch (when)
        {
            case "while the handler works on one":
                _it.Handler.Receive = async _ =>
                {
                    reached.SetResult();
                    await gone.Task;
                };
                break;
            case "while the server sends":
                _it.Handler.Run = async _ =>
                {
                    reached.SetResult();
                    while (true)
                    {
                        await _it.Connection.SendAsync(new byte[4096], isText: false);
                    }
                };
                break;
            case "while the server closes":
                _it.Handler.Run = _ => Task.CompletedTask;
                break;
        }

        _it.Start();
        switch (when)
        {
            case "within a message":
                await _it.Pair.SendRawAsync(0x81, 0xFE, 0x10, 0x00, 1, 2, 3, 4, 5, 6);
                break;
            case "while the handler works on one":
                await _it.SendTextAsync("{}");
                await reached.Task.WaitAsync(ConnectionFixture.Limit);
                break;
            case "while the server sends":
                await reached.Task.WaitAsync(ConnectionFixture.Limit);
                break;
        }

        if (when == "by the transport's word")
        {
            await _it.Aborted.CancelAsync();
        }
        else
        {
            _it.Pair.Vanish();
        }

        gone.SetResult();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
        Assert.Empty(_it.Log.Errors);
        Assert.Equal(when == "while the server closes" ? ConnectionEnd.Done : ConnectionEnd.Vanished, _it.Connection.End);
        Assert.True(_it.Connection.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_moves_is_closed_after_the_idle_limit()
    {
        _it.Start();
        _it.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(_it.Connection.IsEnding);
        _it.Time.Advance(TimeSpan.FromSeconds(1));
        (List<string> messages, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(["client_idle"], messages);
        Assert.Equal(1008, code);
    }

    [Fact]
    public async Task Messages_keep_a_connection_open_and_half_a_message_does_not()
    {
        _it.Start();
        for (int i = 0; i < 10; i++)
        {
            _it.Time.Advance(TimeSpan.FromSeconds(30));
            TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _it.Handler.Receive = _ =>
            {
                taken.SetResult();
                return ValueTask.CompletedTask;
            };
            await _it.SendTextAsync("{}");
            await taken.Task.WaitAsync(ConnectionFixture.Limit);
        }

        Assert.False(_it.Connection.IsEnding);
        await _it.Client.SendAsync("{\"a\":"u8.ToArray(), WebSocketMessageType.Text, false, CancellationToken.None);
        _it.Time.Advance(TimeSpan.FromSeconds(40));
        await _it.Client.SendAsync("\"b\","u8.ToArray(), WebSocketMessageType.Text, false, CancellationToken.None);
        _it.Time.Advance(TimeSpan.FromSeconds(40));
        await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
        Assert.Equal(StreamError.ClientIdle, _it.Connection.End?.Failure?.Error);
    }

    [Fact]
    public async Task A_client_that_is_owed_something_is_not_idle()
    {
        _it.Handler.IsBusy = true;
        _it.Start();
        for (int i = 0; i < 20; i++)
        {
            _it.Time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.False(_it.Connection.IsEnding);
        _it.Handler.IsBusy = false;
        _it.Time.Advance(TimeSpan.FromSeconds(60));
        _it.Time.Advance(TimeSpan.FromSeconds(60));
        await _it.ReadToCloseAsync();
        Assert.Equal(StreamError.ClientIdle, _it.Connection.End?.Failure?.Error);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_after_the_send_limit_and_everybody_who_sends_is_told()
    {
        Task other = Task.CompletedTask;
        _it.Handler.Run = async _ =>
        {
            other = Task.Run(async () =>
            {
                while (true)
                {
                    await _it.Connection.SendAsync(new byte[4096], isText: false);
                }
            });
            while (true)
            {
                await _it.Connection.SendAsync(new byte[4096], isText: false);
            }
        };
        _it.Start();
        int seconds = await _it.PassUntilAsync(_it.Running, most: 60);

        Assert.InRange(seconds, 10, 60);
        Assert.Equal(StreamError.ClientIdle, _it.Connection.End?.Failure?.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.WaitAsync(ConnectionFixture.Limit));
        Assert.Empty(_it.Log.Errors);
    }

    [Fact]
    public async Task A_stop_lets_the_handler_finish_tells_it_and_closes_with_1012()
    {
        _it.Handler.Run = async ended =>
        {
            await ended;
            await _it.Connection.SendAsync("last words"u8.ToArray(), isText: true);
        };
        _it.Start();
        Task stopping = _it.Connection.StopAsync(Order(CancellationToken.None));
        Task<(List<string> Messages, int? Code, string? Reason)> reading = _it.ReadToCloseAsync();
        await _it.PassUntilAsync(reading, most: 600);
        (List<string> messages, int? code, string? reason) = await reading;
        await stopping.WaitAsync(ConnectionFixture.Limit);

        Assert.True(_it.Running.IsCompletedSuccessfully
            || await Task.WhenAny(_it.Running, Task.Delay(ConnectionFixture.Limit)) == _it.Running);
        Assert.Equal(["last words", "server_stopping"], messages);
        Assert.Equal((1012, "server_stopping"), (code, reason));
    }

    [Fact]
    public async Task A_stop_before_the_connection_runs_counts()
    {
        Task stopping = _it.Connection.StopAsync(Order(CancellationToken.None));
        _it.Start();
        Task<(List<string> Messages, int? Code, string? Reason)> reading = _it.ReadToCloseAsync();
        await _it.PassUntilAsync(reading, most: 600);
        (_, int? code, _) = await reading;
        await stopping.WaitAsync(ConnectionFixture.Limit);
        Assert.Equal(1012, code);
    }

    [Fact]
    public async Task A_stop_tells_the_client_and_lets_what_is_under_way_come_to_its_end()
    {
        TimeSpan told = TimeSpan.Zero;
        _it.Handler.IsAtRest = false;
        _it.Handler.TellClosing = async left =>
        {
            told = left;
            await _it.Connection.SendAsync("closing"u8.ToArray(), isText: true);
        };
        _it.Start();
        using CancellationTokenSource early = new();
        Task stopping = _it.Connection.StopAsync(
            new StopOrder(TimeProvider.System, TimeSpan.FromSeconds(20), early.Token, CancellationToken.None));
        Task<(List<string> Messages, int? Code, string? Reason)> reading = _it.ReadToCloseAsync();
        await _it.PassUntilAsync(Task.Delay(200), most: 60);
        Assert.False(_it.Connection.IsEnding);

        _it.Handler.IsAtRest = true;
        await _it.PassUntilAsync(reading, most: 600);
        Assert.Equal(["closing", "server_stopping"], (await reading).Messages);
        Assert.InRange(told.TotalSeconds, 1, 20);
        await stopping.WaitAsync(ConnectionFixture.Limit);
    }

    [Fact]
    public async Task What_does_not_come_to_its_end_is_ended_half_way()
    {
        _it.Handler.IsAtRest = false;
        _it.Start();
        using CancellationTokenSource early = new();
        Task stopping = _it.Connection.StopAsync(
            new StopOrder(TimeProvider.System, TimeSpan.FromSeconds(20), early.Token, CancellationToken.None));
        await early.CancelAsync();
        (_, int? code, _) = await _it.ReadToCloseAsync();
        await stopping.WaitAsync(ConnectionFixture.Limit);
        Assert.Equal(1012, code);
    }

    [Fact]
    public async Task A_stop_cuts_at_its_deadline()
    {
        using CancellationTokenSource deadline = new();
        _it.Handler.Run = _ => Task.Delay(Timeout.Infinite, _it.Connection.Gone);
        _it.Start();
        Task stopping = _it.Connection.StopAsync(Order(deadline.Token));
        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.WaitAsync(ConnectionFixture.Limit));
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
    }

    [Fact]
    public async Task The_first_reason_counts()
    {
        _it.Start();
        _it.Connection.Fail(new StreamException(StreamError.ClientBadMessage, "No."));
        _it.Connection.Finish(ConnectionEnd.Stopping);
        _it.Connection.Finish(ConnectionEnd.Done);
        (_, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(1003, code);
        Assert.Single(_it.Handler.Ends);
    }

    [Fact]
    public async Task A_failure_after_the_client_wanted_the_end_is_told_all_the_same()
    {
        _it.Handler.Run = async ended =>
        {
            await ended;
            throw new StreamException(StreamError.ModelFailed, "No.");
        };
        _it.Start();
        _it.Connection.Finish(ConnectionEnd.Done);
        (List<string> messages, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(["model_failed"], messages);
        Assert.Equal(1011, code);
    }

    [Fact]
    public async Task A_handler_that_does_not_heed_a_failure_does_not_keep_the_close_from_coming()
    {
        _it.Handler.Receive = _ => throw new InvalidOperationException("A fault of ours.");
        _it.Handler.Run = _ => Task.Delay(Timeout.Infinite, _it.Connection.Gone);
        _it.Start();
        await _it.SendTextAsync("{}");
        Task<(List<string> Messages, int? Code, string? Reason)> reading = _it.ReadToCloseAsync();
        await _it.PassUntilAsync(reading, most: 60);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(1011, (await reading).Code);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_read_away_and_the_close_is_clean()
    {
        _it.Start();
        Task sending = _it.Client.SendAsync(new byte[1 << 20], WebSocketMessageType.Binary, true, CancellationToken.None);
        (List<string> messages, int? code, _) = await _it.ReadToCloseAsync();
        await sending.WaitAsync(ConnectionFixture.Limit);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(["too_large"], messages);
        Assert.Equal(1009, code);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_closed_with_1007()
    {
        _it.Start();
        await _it.Client.SendAsync(new byte[] { 0xC3, 0x28 }, WebSocketMessageType.Text, true, CancellationToken.None);
        (_, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);

        Assert.Equal(1007, code);
        Assert.Empty(_it.Log.Errors);
    }

    [Fact]
    public async Task Messages_come_whole_whatever_their_size_and_frames()
    {
        List<(int Length, bool IsText)> seen = [];
        _it.Handler.Receive = message =>
        {
            Assert.All(message.Bytes.ToArray(), one => Assert.Equal((byte)'a', one));
            seen.Add((message.Length, message.IsText));
            return ValueTask.CompletedTask;
        };
        _it.Start();
        int[] sizes = [0, 1, 8191, 8192, 8193, 65_535, 65_536, 131_072];
        foreach (int size in sizes)
        {
            byte[] bytes = new byte[size];
            Array.Fill(bytes, (byte)'a');
            await _it.Client.SendAsync(bytes.AsMemory(0, size / 3), WebSocketMessageType.Text, false, CancellationToken.None);
            await _it.Client.SendAsync(bytes.AsMemory(size / 3), WebSocketMessageType.Text, true, CancellationToken.None);
            await _it.Client.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);
        }

        await _it.Client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(ConnectionFixture.Limit);
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
        Assert.Equal(sizes.SelectMany(size => new[] { (size, true), (size, false) }), seen);
    }

    [Fact]
    public async Task A_skipped_message_breaks_nothing()
    {
        _it.Handler.Run = async _ =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await _it.Connection.SendAsync("no"u8.ToArray(), isText: true, new CancellationToken(canceled: true)));
            await _it.Connection.SendAsync("yes"u8.ToArray(), isText: true);
        };
        _it.Start();
        (List<string> messages, int? code, _) = await _it.ReadToCloseAsync();
        await _it.Running.WaitAsync(ConnectionFixture.Limit);
        Assert.Equal(["yes"], messages);
        Assert.Equal(1000, code);
    }
}
