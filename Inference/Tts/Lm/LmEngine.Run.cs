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
            row.Past++;
            row.WasPaused = false;
            Commit(row, logits.Slice(row.Slot * columns, columns));
        }
    }

    private void Rent(LmRow row)
    {
        if (row.Phase == RowPhase.Waiting)
        {
            _slots.Rent(row);
            row.Phase = RowPhase.Prefilling;
            row.Rented = _time.GetTimestamp();
            _line.Leave(row.Request.Owner);
            _metrics.Admitted(_time.GetElapsedTime(row.Arrived));
        }
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
        row.NextToken = request.Legal.IdOf(choice);
        request.Pace.Produce();
        request.Tokens.Append(choice);
        if (row.Drawn == request.MaxTokens)
        {
            _metrics.Capped();
            End(row, null);
        }
    }
}
