-- Keys, plans and usage of StreamServer. Every file here may run again on a database that has it already.
-- Tables belong to the server's functions: no role of the Data API reads or writes them (last file).

-- What a key may use; null is no limit, 0 is none at all. Edit the figures in the dashboard: servers see them within a minute.
create table if not exists public.plans (
  id text primary key check (id ~ '^[a-z0-9-]{1,64}$'),
  requests_per_minute integer check (requests_per_minute >= 0),
  concurrent_stt integer check (concurrent_stt >= 0),
  concurrent_tts integer check (concurrent_tts >= 0),
  characters_per_day bigint check (characters_per_day >= 0),
  characters_per_month bigint check (characters_per_month >= 0),
  audio_seconds_per_day bigint check (audio_seconds_per_day >= 0),
  audio_seconds_per_month bigint check (audio_seconds_per_month >= 0),
  -- Whole credits that a new key starts with; null: its calls cost nothing.
  credits bigint check (credits >= 0)
);

insert into public.plans (id, requests_per_minute, concurrent_stt, concurrent_tts,
  characters_per_day, characters_per_month, audio_seconds_per_day, audio_seconds_per_month, credits)
values
  ('anonymous', 20, 1, 1, 5000, 50000, 600, 6000, null),
  ('free', 60, 2, 2, 20000, 200000, 3600, 36000, 1000),
  ('pro', 600, 20, 20, 1000000, 20000000, 360000, 7200000, 100000),
  ('admin', null, null, null, null, null, null, null, null)
on conflict (id) do nothing;

-- The key itself is never here: only its HMAC-SHA-256 under a pepper that the servers hold.
create table if not exists public.api_keys (
  id text primary key check (id ~ '^[0-9A-Za-z]{8}$'),
  key_hash bytea not null unique check (length(key_hash) = 32),
  -- The secret before the last rotation, and until when it works.
  old_hash bytea unique check (length(old_hash) = 32),
  old_until timestamptz,
  name text not null,
  owner text not null,
  plan_id text not null references public.plans (id),
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create index if not exists api_keys_newest on public.api_keys (created_at desc, id desc);

-- One row a request or utterance. No foreign keys: what happened stays, whatever becomes of keys and plans.
create table if not exists public.usage_events (
  id uuid primary key,
  -- Who pays: a key's id, or addr_ and a keyed hash of an address.
  subject text not null,
  key_id text,
  plan_id text not null,
  kind text not null check (kind in ('stt', 'tts')),
  characters bigint not null,
  audio_ms bigint not null,
  micro_credits bigint not null,
  model text not null,
  voice text,
  language text,
  latency_ms integer,
  outcome text not null check (outcome in ('ok', 'cancelled', 'failed')),
  request_id text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now()
);

create index if not exists usage_events_of_subject on public.usage_events (subject, occurred_at);
create index if not exists usage_events_by_time on public.usage_events using brin (occurred_at);

-- Only where USAGE_STORE_TEXT is hash or full.
create table if not exists public.sentences (
  usage_id uuid primary key,
  key_id text,
  kind text not null check (kind in ('stt', 'tts')),
  text text,
  hash text not null,
  characters integer not null,
  language text,
  voice text,
  occurred_at timestamptz not null
);

create index if not exists sentences_of_key on public.sentences (key_id, occurred_at);
create index if not exists sentences_by_time on public.sentences (occurred_at);

-- What each server (holder) has taken of a quota, used units and leased ones together; a quota is spent when the sum over holders is its limit.
create table if not exists public.rate_counters (
  subject text not null,
  meter text not null check (meter in ('characters_day', 'characters_month', 'audio_day', 'audio_month', 'credits')),
  -- First day of the period, UTC; 1970-01-01 for credits, which have none.
  period date not null,
  holder uuid not null,
  taken bigint not null check (taken >= 0),
  -- Number of the newest message of the holder: an older one that arrives late changes nothing.
  sequence bigint not null,
  updated_at timestamptz not null default now(),
  primary key (subject, meter, period, holder)
);

create index if not exists rate_counters_by_period on public.rate_counters (period) where meter <> 'credits';

-- Credits in millionths: granted ones, and those that usage was charged. The sum of a key's rows is its balance.
create table if not exists public.credit_ledger (
  -- Of a charge the usage event's id, of a grant one that its maker chose: one entry counts once.
  id uuid primary key,
  key_id text not null references public.api_keys (id),
  kind text not null check (kind in ('grant', 'charge')),
  micro_credits bigint not null,
  reason text not null,
  created_at timestamptz not null
);

create index if not exists credit_ledger_grants on public.credit_ledger (key_id) where kind = 'grant';
create index if not exists credit_ledger_of_key on public.credit_ledger (key_id, created_at);
