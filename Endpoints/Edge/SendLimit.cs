namespace StreamServer.Endpoints.Edge;

/// <summary>A client that takes nothing of a response for too long is cut.</summary>
internal static class SendLimit
{
    /// <param name="sending">Completes when the client's side of the connection has room again.</param>
    /// <param name="seconds">The limit.</param>
    /// <param name="time">Its clock.</param>
    /// <exception cref="TimeoutException">The limit has come; the response cannot go on.</exception>
    public static async ValueTask WithinAsync(this ValueTask sending, double seconds, TimeProvider time)
    {
        if (!sending.IsCompletedSuccessfully)
        {
            await sending.AsTask().WaitAsync(TimeSpan.FromSeconds(seconds), time);
        }
    }
}
