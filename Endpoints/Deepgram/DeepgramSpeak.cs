using System.Globalization;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Endpoints.Tts.Socket;
using StreamServer.Inference.Tts;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Deepgram's <c>/v1/speak</c>: a text in one request, or a socket.</summary>
internal static class DeepgramSpeak
{
    public static async Task SpeakAsync(
        HttpContext context, TextToSpeech speech, TtsOptions options, NormalizationOptions defaults, SpeechResponse response)
    {
        using TtsLease lease = speech.Enter(Caller.Of(context));
        DeepgramSpeakQuery query = DeepgramSpeakQuery.Read(context.Request.Query, isSocket: false, lease.Models, defaults);
        using JsonDocument body = await JsonBody.ReadAsync(context);
        JsonMembers members = new(body.RootElement);
        string text = GenerateRequestReader.ReadText(members, "text", options.MaxText);
        IReadOnlyList<string> ignored = [.. query.Ignored, .. members.IgnoreRest()];
        members.ThrowIfWrong();

        IgnoredMembers.Tell(context.Response, ignored);
        IHeaderDictionary headers = context.Response.Headers;
        headers["dg-request-id"] = context.TraceIdentifier;
        headers["dg-model-name"] = query.Order.Speech.Voice.Name;
        headers["dg-model-uuid"] = lease.Models.Entry.Name;
        headers["dg-char-count"] = text.Length.ToString(CultureInfo.InvariantCulture);
        SpeechOrder order = query.Order with { Speech = query.Order.Speech with { Text = text } };
        await response.SendAsync(context, lease, order, PlainBody.For(context));
    }

    public static Task OpenAsync(
        HttpContext context,
        TextToSpeech speech,
        NormalizationOptions defaults,
        LiveStreams streams,
        TtsSocketPlaces places,
        TtsSocketServices services) =>
         TtsSocketEndpoint.SpeakAsync(context, speech, streams, places, services, lease =>
        {
            DeepgramSpeakQuery query = DeepgramSpeakQuery.Read(context.Request.Query, isSocket: true, lease.Models, defaults);
            return (query.Order, new DeepgramSpeakProtocol(query.Order.Speech.Voice.Name, lease.Models.Entry.Name, query.Ignored));
        });
}
