using System.Diagnostics;
using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Endpoints.Tts;

/// <summary>The stages of a response as events of its request's span.</summary>
internal static class SpeechTrace
{
    public static void Add(Activity? span, SpeechStages stages)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        foreach ((string name, TimeSpan took) in stages.Durations)
        {
            span.AddEvent(new ActivityEvent(name, tags: new ActivityTagsCollection { ["duration_ms"] = took.TotalMilliseconds }));
        }
    }
}
