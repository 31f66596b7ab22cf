import { board, lines, quantiles, stat } from './board.mjs';

export const tenants = () => board('tenants', 'StreamServer / Tenants', 'Who uses it, by plan, and which limits are met. No key and no user is a label: GET /v1/admin/usage has those.', [
    ['Use by plan', [
        lines('Calls', 'Calls and finals that were written down, each second, by plan and outcome.', 'reqps',
            ['sum by (plan, outcome) (rate(speech_usage_records_total{$of}[$__rate_interval]))', '{{plan}} {{outcome}}']),
        lines('Audio', 'Seconds of audio heard and spoken in each second, by plan.', 'short',
            ['sum by (plan) (rate(speech_usage_audio_seconds_total{$of}[$__rate_interval]))', '{{plan}}']),
        lines('Characters', 'Characters spoken in each second, by plan.', 'short',
            ['sum by (plan) (rate(speech_usage_characters_total{$of}[$__rate_interval]))', '{{plan}}']),
        lines('Credits', 'Credits charged in each second, by plan.', 'short',
            ['sum by (plan) (rate(speech_usage_credits_total{$of}[$__rate_interval]))', '{{plan}}']),
    ]],
    ['Limits', [
        lines('Limits met', 'Requests over a limit, each second, by plan and limit.', 'reqps',
            ['sum by (plan, policy) (rate(speech_rate_limited_total{$of}[$__rate_interval]))', '{{plan}} {{policy}}']),
        lines('Wrong keys', 'Requests without a right key, each second, by reason.', 'reqps',
            ['sum by (reason) (rate(speech_auth_refused_total{$of}[$__rate_interval]))', '{{reason}}']),
    ]],
    ['Store', [
        quantiles('Look-ups', 'Duration of calls of the store of keys.', 's', 'speech_auth_store_seconds'),
        lines('Failed look-ups', 'Calls of the store of keys that failed, each second.', 'ops',
            ['sum(rate(speech_auth_store_errors_total{$of}[$__rate_interval]))', 'failed']),
        stat('Known in memory', 'Share of the keys that did not have to be looked up.', 'percentunit',
            'sum(rate(speech_auth_cache_lookups_total{result="hit",$of}[$__rate_interval])) / '
            + 'sum(rate(speech_auth_cache_lookups_total{$of}[$__rate_interval]))', 1),
        stat('Not shipped', 'Usage records that wait for the shared store.', 'short', 'sum(speech_auth_outbox_records{$of})'),
        stat('Oldest of them', 'Age of the oldest usage record that waits.', 's', 'max(speech_auth_outbox_age_seconds{$of})'),
        quantiles('Writing', 'From handing a usage record over until it is on the disk.', 's', 'speech_auth_ledger_seconds'),
    ]],
]);
