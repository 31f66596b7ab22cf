import { board, lines, quantiles } from './board.mjs';

export const speaking = () => board('speaking', 'StreamServer / Speaking', 'Text to speech: latency, stages, engines.', [
    ['What callers hear', [
        quantiles('Request to first audio', 'From the request to the first audio.', 's', 'speech_tts_first_audio_seconds'),
        quantiles('Real-time factor', 'Time taken over audio made.', 'short', 'speech_tts_rtf'),
        lines('Underruns', 'Streamed responses each second whose client had to wait for us while playing.', 'ops',
            ['sum(rate(speech_tts_underruns_total{$of}[$__rate_interval]))', 'underruns']),
        lines('Not spoken to the end', 'Responses each second that ended before all was said, by reason.', 'ops',
            ['sum by (reason) (rate(speech_tts_cancelled_total{$of}[$__rate_interval]))', '{{reason}}']),
    ]],
    ['Where the time goes', [
        lines('Stages', 'Mean time of each stage until the first audio, and of the encoding of a whole response.', 's',
            ['sum by (stage) (rate(speech_tts_stage_seconds_sum{$of}[$__rate_interval])) / '
                + 'sum by (stage) (rate(speech_tts_stage_seconds_count{$of}[$__rate_interval]) > 0)', '{{stage}}']),
        lines('Queues', 'Chunks and windows that wait now, by queue.', 'short',
            ['sum by (kind) (speech_queue_depth{kind=~"speech|codec|bandwidth",$of})', '{{kind}}']),
        lines('Wait', 'Mean time from joining a queue to the run.', 's',
            ['sum by (kind) (rate(speech_queue_wait_seconds_sum{kind=~"speech|codec|bandwidth",$of}[$__rate_interval])) / '
                + 'sum by (kind) (rate(speech_queue_wait_seconds_count{kind=~"speech|codec|bandwidth",$of}[$__rate_interval]) > 0)', '{{kind}}']),
    ]],
    ['Engines', [
        lines('Rows', 'Chunks of speech in the language model, by state.', 'short',
            ['sum by (state) (speech_tts_rows{$of})', '{{state}}'], ['sum(speech_tts_slots_capacity{$of})', 'capacity']),
        lines('Tokens', 'Tokens that the language model takes in and makes each second.', 'ops',
            ['sum by (phase) (rate(speech_tts_tokens_total{$of}[$__rate_interval]))', '{{phase}}']),
        lines('Step time', 'Mean duration of one run of each model.', 's',
            ['sum by (model) (rate(speech_model_step_seconds_sum{model=~"lm-.*|codec|bandwidth",$of}[$__rate_interval])) / '
                + 'sum by (model) (rate(speech_model_step_seconds_count{model=~"lm-.*|codec|bandwidth",$of}[$__rate_interval]) > 0)', '{{model}}']),
        lines('Batch', 'Mean number of rows in one run.', 'short',
            ['sum by (model) (rate(speech_batch_size_sum{model=~"lm-decode|codec",$of}[$__rate_interval])) / '
                + 'sum by (model) (rate(speech_batch_size_count{model=~"lm-decode|codec",$of}[$__rate_interval]) > 0)', '{{model}}']),
        lines('Slots given back', 'Slots each second that came free because a client went away or takes nothing.', 'ops',
            ['sum(rate(speech_tts_lm_slots_freed_on_cancel_total{$of}[$__rate_interval]))', 'client gone'],
            ['sum(rate(speech_tts_lm_slots_given_back_total{$of}[$__rate_interval]))', 'client takes nothing']),
        lines('Lost', 'Requests and windows each second that ended because a run failed, and answers at the token limit.', 'ops',
            ['sum(rate(speech_tts_lm_failed_total{$of}[$__rate_interval]))', 'language model'],
            ['sum(rate(speech_tts_codec_failed_total{$of}[$__rate_interval]))', 'codec'],
            ['sum(rate(speech_tts_lm_capped_total{$of}[$__rate_interval]))', 'token limit']),
    ]],
]);
