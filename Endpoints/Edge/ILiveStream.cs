namespace StreamServer.Endpoints.Edge;

/// <summary>A connection that outlives a request's usual length and must be ended with care when the server stops.</summary>
internal interface ILiveStream
{
    /// <summary>
    /// Ends well: speech to text finishes the segment, sends its finals and closes 1012; text to speech finishes the sentence
    /// and closes the container. Completes when the connection is done, or throws when <paramref name="deadline"/> comes first.
    /// </summary>
    Task StopAsync(CancellationToken deadline);
}
