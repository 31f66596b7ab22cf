namespace StreamServer.Inference.Tts.Lm;

/// <summary>Running and committing what was planned.</summary>
internal sealed partial class LmEngine
{
    /// <summary>
    /// One token for every row of <c>_decoding</c>; when the step fails, a step for each row alone, so that what one row breaks is lost
    /// to its own caller only. A step that failed leaves nothing behind that its repetition does not overwrite.
    /// </summary>
    /// <returns>Whether the model ran.</returns>
    private bool RunDecode()
    {
        if (TryDecode(_decoding) is not { } error)
        {
            return true;
        }

        if (_decoding.Count == 1)
        {
            Fail(_decoding[0], error);
            return false;
        }

        LogRunFailed(error, _decoding.Count);
        bool ran = false;
        foreach (LmRow row in _decoding)
        {
            if (TryDecode([row]) is { } own)
            {
                Fail(row, own);
            }
            else
            {
                ran = true;
            }
        }

        return ran;
    }

    /// <returns>What the model threw, if it did.</returns>
    private Exception? TryDecode(List<LmRow> rows)
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
        ReadOnlySpan<float> logits;
        try
        {
            logits = _model.Decode(_tokens.AsSpan(0, n), _pasts.AsSpan(0, n));
        }
        catch (Exception exception)
        {
            return exception;
        }

        _metrics.Decoded(rows.Count, n, _time.GetElapsedTime(start));
        int columns = logits.Length / n;
        foreach (LmRow row in rows)
        {
            ReadOnlySpan<float> own = logits.Slice(row.Slot * columns, columns);
            row.Past++;
            row.WasPaused = false;
            Commit(row, own);
        }

        return null;
    }

    /// <summary>The next piece of one prompt; after the last piece the first token.</summary>
    private bool RunPrefill(LmRow row, int count)
    {
        if (row.Phase == RowPhase.Waiting)
        {
            _slots.Rent(row);
            row.Phase = RowPhase.Prefilling;
            row.Rented = _time.GetTimestamp();
            _line.Leave(row.Request.Owner);
            _metrics.Admitted(_time.GetElapsedTime(row.Arrived));
        }

        long start = _time.GetTimestamp();
        ReadOnlySpan<float> logits;
        try
        {
            logits = _model.Prefill(row.Slot, row.Past, row.Request.Prompt.AsSpan(row.Past, count));
        }
        catch (Exception exception)
        {
            Fail(row, exception);
            return false;
        }

        _metrics.Prefilled(count, _time.GetElapsedTime(start));
        row.Past += count;
        if (row.Past == row.Request.Prompt.Length)
        {
            row.Phase = RowPhase.Decoding;
            _predictor.Prompted(_time.GetElapsedTime(row.Rented));
            Commit(row, logits);
        }

        return true;
    }

    /// <summary>Draws the row's next token and ends the row when that is its last.</summary>
    private void Commit(LmRow row, ReadOnlySpan<float> logits)
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

    /// <summary>A run that threw ends the row that broke it.</summary>
    private void Fail(LmRow row, Exception exception)
    {
        LogRunFailed(exception, 1);
        _metrics.Failed(1);
        End(row, new StreamException(StreamError.ModelFailed, "The language model failed.", inner: exception));
        if (_failedRounds + 1 >= MaxFailedRounds)
        {
            throw new InvalidOperationException($"{MaxFailedRounds} rounds in a row failed.", exception);
        }
    }
}
