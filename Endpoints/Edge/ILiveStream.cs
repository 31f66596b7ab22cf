namespace StreamServer.Endpoints.Edge;

/// <summary>A connection that outlives a request's usual length and must be ended with care when the server stops.</summary>
internal interface ILiveStream
{
    /// <summary>
    /// Ends well: what comes to its own end before <see cref="StopOrder.Early"/> does; then speech to text finishes the segment, sends its
    /// finals and closes 1012, and text to speech finishes the sentence and closes the container. Completes when the connection is done,
    /// or throws when <see cref="StopOrder.Deadline"/> comes first.
    /// </summary>
    Task StopAsync(StopOrder order);
}
