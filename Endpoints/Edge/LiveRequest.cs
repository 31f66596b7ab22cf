namespace StreamServer.Endpoints.Edge;

/// <summary>A request that is under way, as the drain sees it: it is finished, or cut at the deadline.</summary>
internal sealed class LiveRequest(HttpContext context) : ILiveStream
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Finish() => _done.TrySetResult();

    public async Task StopAsync(StopOrder order)
    {
        try
        {
            // Who listens to events of the server would never come to an end.
            if (HttpMethods.IsGet(context.Request.Method)
                && context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
            {
                await order.WaitForOwnEndAsync(_done.Task);
                context.Abort();
            }

            await _done.Task.WaitAsync(order.Deadline);
        }
        catch (OperationCanceledException) when (!_done.Task.IsCompleted)
        {
            context.Abort();
            throw;
        }
    }
}
