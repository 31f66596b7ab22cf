namespace StreamServer.Inference.Runtime;

/// <summary>What <see cref="CallerPlaces"/> says to somebody who wants a place.</summary>
internal enum PlaceAnswer
{
    Taken,

    /// <summary>There is none left.</summary>
    Full,

    /// <summary>There are some left, but this caller has his share.</summary>
    FullForCaller,
}
