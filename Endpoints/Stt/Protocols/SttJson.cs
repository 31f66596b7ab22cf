using System.Text.Json;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>Members that several dialects write alike.</summary>
internal static class SttJson
{
    /// <summary>ready, closing, marker, configured, warning, summary.</summary>
    /// <returns>False for events that each dialect writes itself.</returns>
    public static bool WriteCommon(SttEvent item, Utf8JsonWriter json)
    {
        switch (item)
        {
            case SessionReady ready:
                json.WriteString("type", "ready");
                json.WriteString("session", ready.Session);
                json.WriteString("model", ready.Model);
                json.WriteString("device", ready.Device);
                json.WriteStartObject("limits");
                json.WriteNumber("max_message_bytes", ready.MaxFrameBytes);
                json.WriteNumber("idle_seconds", ready.IdleSeconds);
                json.WriteEndObject();
                if (ready.Quotas is { } quotas)
                {
                    json.WritePropertyName("quotas");
                    JsonSerializer.Serialize(json, quotas, AccessJson.Default.IReadOnlyListLimitInfo);
                }

                WriteSettings(ready.Settings, json);
                return true;
            case SessionClosing closing:
                json.WriteString("type", "closing");
                json.WriteNumber("deadline_ms", Math.Ceiling(closing.Left.TotalMilliseconds));
                return true;
            case SttEvent.Configured configured:
                json.WriteString("type", "configured");
                WriteSettings(configured.Settings, json);
                WriteFlow(configured.Flow, json);
                return true;
            case SttEvent.Marker marker:
                json.WriteString("type", "marker");
                json.WriteString("id", marker.Id);
                return true;
            case SttEvent.Warning warning:
                json.WriteString("type", "warning");
                json.WriteString("code", warning.Code);
                json.WriteString("message", warning.Message);
                return true;
            case SttEvent.Summary { Totals: var totals }:
                json.WriteString("type", "summary");
                json.WriteNumber("audio_seconds", Math.Round(totals.AudioSeconds, 3));
                json.WriteNumber("utterances", totals.Utterances);
                json.WriteNumber("dropped_partials", totals.DroppedPartials);
                json.WriteNumber("mean_latency_ms", Math.Round(totals.MeanLatencyMs, 1));
                json.WriteNumber("max_lag_ms", Math.Round(totals.MaxLagMs, 1));
                WriteFlow(totals.Flow, json);
                return true;
            default:
                return false;
        }
    }

    public static void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json)
    {
        json.WriteString("type", "error");
        json.WriteString("code", shape.Code);
        json.WriteString("message", Errors.Detail(failure, shape));
        json.WriteBoolean("retryable", shape.Retryable);
        if (failure.Member is not null)
        {
            json.WriteString("member", failure.Member);
        }

        if (shape.Retryable)
        {
            json.WriteNumber("retry_after_seconds", Errors.RetrySeconds(failure));

            // The older name, for clients that know it.
            json.WriteNumber("retry_after_ms", 1000 * Errors.RetrySeconds(failure));
        }
    }

    /// <param name="words">To write.</param>
    /// <param name="start">Name of the member with the start.</param>
    /// <param name="end">Name of the member with the end.</param>
    /// <param name="json">Open object.</param>
    public static void WriteWords(IReadOnlyList<SttWord> words, string start, string end, Utf8JsonWriter json)
    {
        json.WriteStartArray("words");
        foreach (SttWord word in words)
        {
            json.WriteStartObject();
            json.WriteString("word", word.Text);
            json.WriteNumber(start, Math.Round(word.Start, 3));
            json.WriteNumber(end, Math.Round(word.End, 3));
            json.WriteNumber("confidence", Math.Round(word.Confidence, 3));
            if (word.Heard is not null)
            {
                json.WriteString("heard", word.Heard);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The front of a partial that changes no more before the final.</summary>
    public static void WriteStable(SttText text, Utf8JsonWriter json) =>
        json.WriteString("stable", WordBuilder.Join(text.Words.Take(text.StableWords)));

    /// <summary>Where the time went, for a client who says when he captured the audio.</summary>
    public static void WriteSplit(SttText text, Utf8JsonWriter json)
    {
        if (text.Split is { } split)
        {
            json.WriteStartObject("latency");
            json.WriteNumber("capture_ms", Math.Round(split.CaptureMs, 1));
            json.WriteNumber("network_ms", Math.Round(split.NetworkMs, 1));
            json.WriteNumber("processing_ms", Math.Round(split.ProcessingMs, 1));
            json.WriteEndObject();
        }
    }

    /// <summary>What is unusual about a transcript; nothing about most.</summary>
    public static void WriteRemarks(SttText text, Utf8JsonWriter json)
    {
        if (text.Forced)
        {
            json.WriteBoolean("from_command", true);
        }

        if (text.Fallback)
        {
            json.WriteString("fallback_model", text.Model);
        }

        if (text.Failed)
        {
            json.WriteString("error", "model_failed");
        }
    }

    /// <summary>As above, of an answer; with the warnings that have no message of their own.</summary>
    public static void WriteRemarks(Reply reply, Utf8JsonWriter json)
    {
        if (reply.Texts.FirstOrDefault(text => text.Fallback) is { } other)
        {
            json.WriteString("fallback_model", other.Model);
        }

        if (reply.Texts.Any(text => text.Failed))
        {
            json.WriteString("error", "model_failed");
        }

        if (reply.Warnings.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (SttEvent.Warning warning in reply.Warnings)
            {
                json.WriteStartObject();
                json.WriteString("code", warning.Code);
                json.WriteString("message", warning.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    /// <summary>An object of names and probabilities.</summary>
    public static void WriteScores(string name, IReadOnlyList<TagScore> scores, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (TagScore score in scores)
        {
            json.WriteNumber(score.Name, Math.Round(score.Score, 4));
        }

        json.WriteEndObject();
    }

    private static void WriteFlow(AudioFlow flow, Utf8JsonWriter json)
    {
        json.WriteStartObject("audio");
        json.WriteNumber("underruns", flow.Underruns);
        json.WriteNumber("overruns", flow.Overruns);
        json.WriteNumber("level_ms", Math.Round(flow.LevelMs, 1));
        json.WriteNumber("chunk_ms", Math.Round(flow.ChunkMs, 1));
        json.WriteNumber("advised_chunk_ms", flow.AdvisedChunkMs);
        json.WriteNumber("bad_messages", flow.BadMessages);
        json.WriteEndObject();
    }

    private static void WriteSettings(SttSessionSettings settings, Utf8JsonWriter json)
    {
        json.WriteNumber("sample_rate", settings.SampleRate);
        json.WriteNumber("channels", settings.Channels);
        json.WriteString("encoding", AudioEncodings.NameOf(settings.Encoding));
        json.WriteString("multichannel", settings.ChannelUse == ChannelUse.Separate ? "separate" : "mix");
        json.WriteString("language", settings.Job.Language);
        json.WriteBoolean("itn", settings.Job.InverseNormalise);
        json.WriteBoolean("interim_results", settings.InterimResults);
        json.WriteBoolean("words", settings.Words);
        json.WriteNumber("min_confidence", settings.MinConfidence);
        json.WriteNumber("min_emotion_confidence", settings.MinEmotionConfidence);
        json.WriteNumber("min_language_confidence", settings.MinLanguageConfidence);
        json.WriteNumber("endpointing", settings.Segmenter.EndpointingMs);
        json.WriteNumber("vad_threshold", Math.Round(settings.Segmenter.Threshold, 3));
        json.WriteNumber("max_utterance", settings.Segmenter.MaxUtteranceMs / 1000.0);
        json.WriteString("decoder", settings.Job.Beam switch { true => "beam", false => "greedy", null => "auto" });
        json.WriteString("hot_words", string.Join(',', settings.Job.HotWords));
        json.WriteBoolean("correct", settings.Vocabulary is not null);
        json.WriteString("replace", settings.Replace.ToString());
    }
}
