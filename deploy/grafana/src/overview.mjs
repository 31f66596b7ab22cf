import { board, lines, quantiles, stat } from './board.mjs';

export const overview = () => board('overview', 'StreamServer / Overview', 'Is it well, and do callers get what they came for?', [
    ['Now', [
        stat('Ready', 'Share of the instances that take work.', 'percentunit', 'avg(speech_ready{$of})', 1),
        stat('People heard', 'Speech to text sessions now.', 'short', 'sum(speech_stt_sessions_active{$of})'),
        stat('Speeches', 'Text to speech responses that are being made now.', 'short', 'sum(speech_tts_responses_active{$of})'),
        stat('On the processor by accident', 'Instances that wanted a GPU and found none.', 'short', 'sum(speech_device_fallback{$of})'),
    ]],
    ['Objectives', [
        stat('Finals within 0.5 s', 'Share of finals that came within half a second of the end of speech, over an hour.', 'percentunit',
            '1 - speech:stt_final:slow_ratio_1h', 1),
        stat('First audio within 0.5 s', 'Share of responses that were heard within half a second of the request, over an hour.', 'percentunit',
            '1 - speech:tts_first_audio:slow_ratio_1h', 1),
        stat('Refused', 'Sockets and requests that were not let in, each second.', 'reqps',
            'sum(rate(speech_sessions_rejected_total{$of}[$__rate_interval]))'),
        stat('Failed', 'Answers that failed by our fault, each second.', 'reqps',
            'sum(rate(speech_tts_responses_total{outcome="failed",$of}[$__rate_interval])) + '
            + 'sum(rate(speech_stt_finals_total{outcome="failed",$of}[$__rate_interval]))'),
    ]],
    ['Latency', [
        quantiles('End of speech to final', 'How long a caller waits for the final text after the last word, endpointing included.', 's',
            'speech_stt_final_latency_seconds'),
        quantiles('Request to first audio', 'How long a caller waits until something is heard.', 's', 'speech_tts_first_audio_seconds'),
    ]],
    ['Traffic', [
        lines('Audio', 'Seconds of audio that are heard and made in each second.', 'short',
            ['sum by (direction) (rate(speech_audio_seconds_total{$of}[$__rate_interval]))', '{{direction}}']),
        lines('Requests by status', 'Answers over HTTP each second, by status, the upgrades of sockets included.', 'reqps',
            ['sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{$of}[$__rate_interval]))',
                '{{http_response_status_code}}']),
        lines('Sessions by outcome', 'Speech to text sessions that ended, each second, by how they ended.', 'reqps',
            ['sum by (outcome) (rate(speech_stt_sessions_total{$of}[$__rate_interval]))', '{{outcome}}']),
        lines('Responses by outcome', 'Text to speech responses that ended, each second, by how they ended.', 'reqps',
            ['sum by (outcome) (rate(speech_tts_responses_total{$of}[$__rate_interval]))', '{{outcome}}']),
    ]],
    ['Process', [
        lines('Memory', 'Resident memory of each process.', 'bytes',
            ['dotnet_process_memory_working_set_bytes{$of}', '{{instance}}']),
        lines('Processor', 'Cores that each process keeps busy.', 'short',
            ['sum by (instance) (rate(dotnet_process_cpu_time_seconds_total{$of}[$__rate_interval]))', '{{instance}}']),
        lines('Restarts of models', 'Model threads that died and were started again within the last hour.', 'short',
            ['sum by (engine) (increase(speech_engine_restarts_total{$of}[1h]))', '{{engine}}']),
        lines('Version', 'Instances by version of the server.', 'short',
            ['count by (version) (speech_build_info{$of})', '{{version}}']),
    ]],
]);
