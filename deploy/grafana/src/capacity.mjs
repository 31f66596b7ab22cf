import { board, lines, stat } from './board.mjs';

export const capacity = () => board('capacity', 'StreamServer / Capacity', 'How full it is, what is turned away, what runs out first.', [
    ['How full', [
        stat('Hearing', 'Share of the places for callers that is taken.', 'percentunit',
            'sum(speech_stt_sessions_active{$of}) / sum(speech_stt_sessions_capacity{$of})', 1),
        stat('Speaking', 'Share of the slots of the language model that is taken.', 'percentunit',
            'sum(speech_tts_slots_used{$of}) / sum(speech_tts_slots_capacity{$of})', 1),
        stat('Connections', 'Connections now.', 'short', 'sum(kestrel_active_connections{$of})'),
        stat('Sockets', 'Of these, WebSockets.', 'short', 'sum(kestrel_upgraded_connections{$of})'),
    ]],
    ['Over time', [
        lines('Callers heard', 'Speech to text sessions, and how many there is room for.', 'short',
            ['sum by (instance) (speech_stt_sessions_active{$of})', '{{instance}}'],
            ['sum(speech_stt_sessions_capacity{$of})', 'capacity']),
        lines('Slots', 'Slots of the language model in use, and how many there are.', 'short',
            ['sum by (instance) (speech_tts_slots_used{$of})', '{{instance}}'], ['sum(speech_tts_slots_capacity{$of})', 'capacity']),
        lines('Turned away', 'Sockets and requests that were not let in, each second, by half and reason.', 'reqps',
            ['sum by (half, reason) (rate(speech_sessions_rejected_total{$of}[$__rate_interval]))', '{{half}} {{reason}}']),
        lines('Busy engines', 'Share of the time in which each model runs.', 'percentunit',
            ['sum by (model) (rate(speech_model_step_seconds_sum{$of}[$__rate_interval]))', '{{model}}']),
    ]],
    ['Machine', [
        lines('Device', 'Instances by what their models run on, and those that fell back to the processor.', 'short',
            ['count by (device) (speech_device_info{$of})', '{{device}}'], ['sum(speech_device_fallback{$of})', 'fell back']),
        lines('Loading', 'Time that the files of each model took to open.', 's',
            ['max by (model) (speech_model_load_seconds{$of})', '{{model}}']),
        lines('Collected memory', 'Memory that the garbage collector holds, by generation.', 'bytes',
            ['sum by (gc_heap_generation) (dotnet_gc_last_collection_heap_size_bytes{$of})', '{{gc_heap_generation}}']),
        lines('Threads', 'Threads of the pool, and work that waits for one.', 'short',
            ['sum by (instance) (dotnet_thread_pool_thread{$of})', 'threads {{instance}}'],
            ['sum by (instance) (dotnet_thread_pool_queue_length{$of})', 'waiting {{instance}}']),
    ]],
]);
