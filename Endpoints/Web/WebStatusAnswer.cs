namespace StreamServer.Endpoints.Web;

/// <param name="Device">What models run on.</param>
/// <param name="Recogniser">The model that hears; null while none is loaded.</param>
/// <param name="Fetch">Where the bundled model hears: one that hears more, and the command that gets it.</param>
/// <param name="Hearing">Callers of speech to text.</param>
/// <param name="Voice">The model that speaks; null while none is loaded.</param>
/// <param name="Speaking">Sentences that are spoken.</param>
/// <param name="MaxText">Characters of one text.</param>
/// <param name="Formats">Of speech.</param>
internal sealed record WebStatusAnswer(
    string Device,
    WebModel? Recogniser,
    WebFetch? Fetch,
    WebPlaces Hearing,
    WebModel? Voice,
    WebPlaces Speaking,
    int MaxText,
    IEnumerable<string> Formats);
