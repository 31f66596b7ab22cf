import { board, lines, quantiles } from './board.mjs';

export const hearing = () => board('hearing', 'StreamServer / Hearing', 'Speech to text: latency, transcripts, engines.', [
    ['Latency', [
        quantiles('End of speech to final', 'From the arrival of the last sample of speech to its final, endpointing included.', 's',
            'speech_stt_final_latency_seconds'),
        quantiles('Speech to first partial', 'From the arrival of the first sample of an utterance to its first partial.', 's',
            'speech_stt_first_partial_seconds'),
        quantiles('Lag', 'From the arrival of a message of live audio until it was looked at.', 's', 'speech_stt_lag_seconds'),
        lines('Behind', 'How far behind the audio each instance is now.', 's', ['speech_stt_behind_seconds{$of}', '{{instance}}']),
    ]],
    ['Transcripts', [
        lines('Transcripts', 'Finals and partials each second.', 'ops',
            ['sum by (outcome) (rate(speech_stt_finals_total{$of}[$__rate_interval]))', 'finals {{outcome}}'],
            ['sum(rate(speech_stt_partials_total{$of}[$__rate_interval]))', 'partials']),
        lines('Partials left out', 'Partials each second that a newer one replaced or that would have come too late.', 'ops',
            ['sum by (kind, reason) (rate(speech_jobs_dropped_total{$of}[$__rate_interval]))', '{{kind}} {{reason}}']),
        lines('Fall-backs and closed sessions', 'Jobs that went to the fall-back model, and open sessions closed for want of capacity, each second.', 'ops',
            ['sum(rate(speech_stt_fallbacks_total{$of}[$__rate_interval]))', 'fall-backs'],
            ['sum(rate(speech_stt_sessions_shed_total{$of}[$__rate_interval]))', 'closed']),
        lines('Audio heard', 'Seconds of audio heard in each second.', 'short',
            ['sum(rate(speech_audio_seconds_total{direction="in",$of}[$__rate_interval]))', 'heard']),
    ]],
    ['Engines', [
        lines('Step time', 'Mean duration of one run of voice activity and of the recogniser.', 's',
            ['sum by (model) (rate(speech_model_step_seconds_sum{model=~"vad|encoder",$of}[$__rate_interval])) / '
                + 'sum by (model) (rate(speech_model_step_seconds_count{model=~"vad|encoder",$of}[$__rate_interval]) > 0)', '{{model}}']),
        lines('Batch', 'Mean number of streams in one run.', 'short',
            ['sum by (model) (rate(speech_batch_size_sum{model=~"vad|encoder",$of}[$__rate_interval])) / '
                + 'sum by (model) (rate(speech_batch_size_count{model=~"vad|encoder",$of}[$__rate_interval]) > 0)', '{{model}}']),
        lines('Padding', 'Mean share of a run of the recogniser that was padding.', 'percentunit',
            ['sum(rate(speech_batch_padding_ratio_sum{model="encoder",$of}[$__rate_interval])) / '
                + 'sum(rate(speech_batch_padding_ratio_count{model="encoder",$of}[$__rate_interval]) > 0)', 'encoder']),
        lines('Queues', 'Jobs that wait now, by queue.', 'short',
            ['sum by (kind) (speech_queue_depth{kind=~"vad|final|speculative|partial|recording",$of})', '{{kind}}']),
        lines('Wait', 'Mean time of a job from joining a queue to its run.', 's',
            ['sum by (kind) (rate(speech_queue_wait_seconds_sum{kind=~"vad|final|speculative|partial|recording",$of}[$__rate_interval])) / '
                + 'sum by (kind) (rate(speech_queue_wait_seconds_count{kind=~"vad|final|speculative|partial|recording",$of}[$__rate_interval]) > 0)',
            '{{kind}}']),
    ]],
]);
