using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>Outcomes of jobs, in the order of their utterances.</summary>
internal sealed partial class SttTrack
{
    /// <summary>From here on the model says that nobody speaks; what it wrote then is noise.</summary>
    private const float NoSpeechLimit = 0.5f;

    private void OnDone(TrackUtterance utterance, SttJob job)
    {
        lock (_gate)
        {
            if (ReferenceEquals(job, utterance.Partial))
            {
                utterance.Partial = null;
            }

            if (ReferenceEquals(job, utterance.Speculative))
            {
                utterance.SpeculativeDone = true;
            }

            if (utterance.Discarded)
            {
                return;
            }

            if (ReferenceEquals(job, utterance.Final))
            {
                utterance.IsDone = true;
                Deliver();
            }
            else if (!utterance.IsEnded)
            {
                ShowPartial(utterance, job);
            }
        }

        _changed.Pulse();
    }

    /// <summary>Tells the finals that are due: an utterance waits for those before it.</summary>
    private void Deliver()
    {
        while (_ending.TryPeek(out TrackUtterance? utterance) && utterance.IsDone)
        {
            _ending.Dequeue();
            ShowFinal(utterance);
        }

        _changed.Pulse();
    }

    private void ShowPartial(TrackUtterance utterance, SttJob job)
    {
        if (job.Result is not { } result)
        {
            utterance.IsBehind = true;
            if (job is { Kind: SttJobKind.Partial, IsCancelled: false, Failure: null })
            {
                _context.CountDroppedPartial();
            }

            return;
        }

        // A partial must not overtake the final of the utterance before it.
        if (!_context.Settings.InterimResults || _ending.Count > 0)
        {
            return;
        }

        long heard = utterance.Start + job.Samples.Length;
        SttText text = Describe(utterance, result, heard);
        IReadOnlyList<SttWord> words = utterance.Stabilizer.Take(text.Words, Seconds(heard));
        (string Text, int Stable) shown = (WordBuilder.Join(words), utterance.Stabilizer.Committed);
        if (words.Count > 0 && shown != utterance.Shown)
        {
            _context.Metrics.Partial(utterance.Shown.Text is null && !_context.Yields ? Latency(utterance.Start + 1) : null);
            utterance.Shown = shown;
            bool replaced = _context.Outbox.Add(new SttEvent.Transcript(text with
            {
                Words = words,
                Text = shown.Text,
                StableWords = shown.Stable,
                LatencyMs = Latency(heard),
                Split = Split(heard),
            }));
            if (replaced)
            {
                _context.Metrics.Coalesce(SttJobKind.Partial);
            }
        }
    }

    private void ShowFinal(TrackUtterance utterance)
    {
        SttTranscript? result = utterance.Final?.Result;
        bool failed = utterance.Final is not null && result is null;
        if (failed)
        {
            _context.Outbox.Add(new SttEvent.Warning(
                "model_failed",
                utterance.Final!.Failure?.Message ?? "The model gave no answer for an utterance."));
        }

        SttText text = Describe(utterance, result ?? new SttTranscript { Tokens = [], Model = _context.Engine.Info.Model }, utterance.End);
        if (text.Text.Length > 0 || utterance.Forced || failed)
        {
            double latency = Latency(utterance.SpeechEnd);
            if (text.Text.Length > 0)
            {
                _context.CountFinal(latency);
            }

            SttText final = text with
            {
                IsFinal = true,
                Forced = utterance.Forced,
                Failed = failed,
                StableWords = text.Words.Count,
                LatencyMs = latency,
                Split = Split(utterance.SpeechEnd),
                SpokenAt = SpokenAt(utterance),
            };
            Count(final, utterance.EndedBySilence);
            _context.Outbox.Add(new SttEvent.Transcript(final));
        }
    }

    private void Count(SttText final, bool bySilence)
    {
        if (final.Failed)
        {
            _context.Metrics.FailedFinal(final.Model);
        }
        else if (_context.IsRecording)
        {
            _context.Metrics.RecordingFinal();
        }
        else
        {
            _context.Metrics.Final(final.Model, final.LatencyMs, bySilence);
            if (final.Split is { } split)
            {
                _context.Metrics.Split(split);
            }
        }
    }

    private SttText Describe(TrackUtterance utterance, SttTranscript result, long heard)
    {
        SttText text = new()
        {
            Utterance = utterance.Number,
            Channel = _channel,
            IsFinal = false,
            Start = Seconds(utterance.Start),
            End = Seconds(heard),
            Languages = result.Languages,
            Language = result.NoSpeech <= NoSpeechLimit ? Best(result.Languages, _context.Settings.MinLanguageConfidence) : "unknown",
            Emotions = result.Emotions,
            Emotion = Best(result.Emotions, _context.Settings.MinEmotionConfidence),
            Events = result.Events,
            NoSpeech = result.NoSpeech,
            Model = result.Model,
            Fallback = result.Fallback,
        };
        float confidence = result.Tokens.Count == 0 ? 0 : result.Tokens.Average(token => MathF.Exp(token.LogProbability));
        if (result.NoSpeech > NoSpeechLimit || confidence < _context.Settings.MinConfidence)
        {
            return text;
        }

        IReadOnlyList<SttWord> words = WordBuilder.Build(result.Tokens, Seconds(utterance.Start), Seconds(heard));
        if (_context.Settings.Vocabulary is { } vocabulary)
        {
            words = TranscriptCorrector.Correct(words, vocabulary);
        }

        words = _context.Settings.Replace.Apply(words);
        return text with { Words = words, Text = WordBuilder.Join(words), Confidence = confidence };
    }

    private LatencySplit? Split(long position)
    {
        if (_context.Captures.When(position) is not { } captured || _context.Arrivals.Message(position) is not { } message)
        {
            return null;
        }

        TimeSpan processing = _context.Time.GetElapsedTime(message.Timestamp);
        TimeSpan capture = TimeSpan.FromSeconds((double)(message.End - position) / FbankSpec.SampleRate);
        TimeSpan network = _context.Time.GetUtcNow() - processing - captured - capture;
        return new LatencySplit(capture.TotalMilliseconds, network.TotalMilliseconds, processing.TotalMilliseconds);
    }

    private static string Best(IReadOnlyList<TagScore> scores, double least) =>
        scores.Count > 0 && scores[0].Score >= least ? scores[0].Name : "unknown";

    /// <summary>What is kept before the first speech may lie before a pause in which the client sent nothing.</summary>
    private long? SpokenAt(TrackUtterance utterance) =>
        _context.Spoken.When(Math.Min(utterance.Start + _context.Settings.Segmenter.PadBefore, utterance.End));

    private double Latency(long position) =>
        _context.Arrivals.When(position) is { } arrival ? _context.Time.GetElapsedTime(arrival).TotalMilliseconds : 0;
}
