using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Running and committing what was planned.</summary>
internal sealed partial class LmEngine
{
    /// <summary>One token for every given row. A step that failed leaves nothing behind that its repetition does not overwrite.</summary>
    private void Decode(List<LmRow> rows)
    {
        int n = Math.Min(Math.Max(_slots.Gather(rows), _model.MinimumBatch), _model.Slots);
        for (int slot = 0; slot < n; slot++)
        {
            // A slot that does not take part writes where its own next token will overwrite.
            _tokens[slot] = 0;
            _pasts[slot] = _slots[slot]?.Past ?? 0;
        }

        foreach (LmRow row in rows)
        {
            _tokens[row.Slot] = row.NextToken;
        }

        long start = _time.GetTimestamp();
        ReadOnlySpan<float> logits = _model.Decode(_tokens.AsSpan(0, n), _pasts.AsSpan(0, n));
        _metrics.Decoded(rows.Count, n, _time.GetElapsedTime(start));
        int columns = logits.Length / n;
        foreach (LmRow row in rows)
        {
            bool isNew = !row.IsRepeating;
            row.Past++;
            row.WasPaused = false;
            row.LastToken = start;
            if (isNew)
            {
                Commit(row, logits.Slice(row.Slot * columns, columns));
            }
        }
    }

    private void Rent(LmRow row)
    {
        if (row.Phase != RowPhase.Waiting)
        {
            return;
        }

        _slots.Rent(row);
        row.Phase = RowPhase.Prefilling;
        if (row.IsInLine)
        {
            row.IsInLine = false;
            _owners[row.Request.Owner] = _owners[row.Request.Owner] with { Served = ++_served };
            row.Rented = _time.GetTimestamp();
            row.Request.Pace.Begin();
            _line.Start(row.Request.Owner);
            row.Request.Stages?.Mark(SpeechStage.Queue);
            _metrics.Admitted(_time.GetElapsedTime(row.Arrived));
        }
    }

    /// <summary>A paused row gives its slot back; what it has said is kept, and run again when its client has taken enough.</summary>
    private void Evict(LmRow row)
    {
        _slots.Return(row);
        row.Past = 0;
        (row.Phase, row.IsEvicted) = (RowPhase.Waiting, true);
        _metrics.Evicted();
    }

    /// <summary>The next piece of one prompt; after the last piece the first token.</summary>
    private void Prefill(List<LmRow> rows)
    {
        LmRow row = rows[0];
        long start = _time.GetTimestamp();
        ReadOnlySpan<float> logits = _model.Prefill(row.Slot, row.Past, row.Request.Prompt.AsSpan(row.Past, _plan.PrefillTokens));
        _metrics.Prefilled(_plan.PrefillTokens, _time.GetElapsedTime(start));
        row.Past += _plan.PrefillTokens;
        if (row.Past == row.Request.Prompt.Length)
        {
            row.Phase = RowPhase.Decoding;
            row.LastToken = start;
            if (row.IsEvicted)
            {
                row.IsEvicted = false;
                return;
            }

            row.Request.Stages?.Mark(SpeechStage.Prefill);
            _predictor.Prompted(_time.GetElapsedTime(row.Rented));
            Commit(row, logits);
        }
    }

    /// <summary>Draws the row's next token. What fails from here on is not repeated: the cache has moved on.</summary>
    private void Commit(LmRow row, ReadOnlySpan<float> logits)
    {
        try
        {
            Draw(row, logits);
        }
        catch (Exception exception)
        {
            Drop(row, exception);
        }
    }

    /// <summary>Draws the row's next token and ends the row when that is its last.</summary>
    private void Draw(LmRow row, ReadOnlySpan<float> logits)
    {
        LmRequest request = row.Request;
        Span<float> scores = _scores.AsSpan(0, request.Legal.Count);
        request.Legal.Gather(logits, scores);
        int choice = _sampler.Choose(scores, request.Sampling, row.Said, CounterRandom.Uniform(request.Seed, (ulong)row.Drawn++));
        if (request.Legal.IsStop(choice))
        {
            End(row, null);
            return;
        }

        row.Said?.Set(choice, true);
        request.Pace.Produce();
        request.Tokens.Append(choice);
        if (row.Drawn == request.MaxTokens)
        {
            _metrics.Capped();
            End(row, null);
        }
    }
}
