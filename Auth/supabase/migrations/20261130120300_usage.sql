-- Usage and sentences.

-- Stores a batch; what is stored already is left as it is, so that a batch may be sent until it is acknowledged. Credits of events are
-- charged in the ledger, once. Answers how many events were new.
create or replace function public.record_usage(p_records jsonb, p_sentences jsonb default '[]')
returns integer language plpgsql security definer set search_path = '' as $$
declare
  v_new integer;
begin
  with added as (
    insert into public.usage_events (id, subject, key_id, plan_id, kind, characters, audio_ms, micro_credits, model, voice, language,
      latency_ms, outcome, request_id, occurred_at)
    select r.id, r.subject, r.key_id, r.plan_id, r.kind, r.characters, r.audio_ms, r.micro_credits, r.model, r.voice, r.language,
      r.latency_ms, r.outcome, r.request_id, r.time
    from jsonb_to_recordset(p_records) as r(id uuid, subject text, key_id text, plan_id text, kind text, characters bigint,
      audio_ms bigint, micro_credits bigint, model text, voice text, language text, latency_ms integer, outcome text, request_id text,
      time timestamptz)
    on conflict (id) do nothing
    returning id, key_id, micro_credits, occurred_at
  ), charged as (
    insert into public.credit_ledger (id, key_id, kind, micro_credits, reason, created_at)
    select a.id, a.key_id, 'charge', -a.micro_credits, 'usage', a.occurred_at
    from added a
    join public.api_keys k on k.id = a.key_id
    where a.micro_credits <> 0
    on conflict (id) do nothing
  )
  select count(*) into v_new from added;

  insert into public.sentences (usage_id, key_id, kind, text, hash, characters, language, voice, occurred_at)
  select s.usage_id, s.key_id, s.kind, s.text, s.hash, s.characters, s.language, s.voice, s.time
  from jsonb_to_recordset(p_sentences) as s(usage_id uuid, key_id text, kind text, text text, hash text, characters integer,
    language text, voice text, time timestamptz)
  on conflict (usage_id) do nothing;
  return v_new;
end;
$$;

-- Days of a subject, or of all, UTC, the newest first; a day has one element for each half of the server.
create or replace function public.usage_days(p_from timestamptz, p_subject text default null)
returns jsonb language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(d) order by d.day desc, d.kind), '[]')
  from (
    select (u.occurred_at at time zone 'UTC')::date as day, u.kind, count(*) as requests, sum(u.characters) as characters,
      sum(u.audio_ms) as audio_ms, sum(u.micro_credits) as micro_credits, count(*) filter (where u.outcome = 'failed') as failed
    from public.usage_events u
    where (p_subject is null or u.subject = p_subject) and u.occurred_at >= p_from
    group by 1, 2
  ) d;
$$;

-- Deletes events older than a time, at most so many: a server calls it until nothing is left, so that no call takes long. Charges stay in
-- the ledger, which balances stand on. Answers how many.
create or replace function public.delete_usage(p_before timestamptz, p_limit integer default 10000)
returns bigint language plpgsql security definer set search_path = '' as $$
declare
  v_deleted bigint;
begin
  if p_before is null then
    raise exception 'a time must be given' using errcode = '22004';
  end if;

  delete from public.usage_events u
  where u.id in (select old.id from public.usage_events old where old.occurred_at < p_before limit p_limit for update skip locked);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end;
$$;

-- Deletes sentences of a key, or older than a time, or both together; at least one must be given. Answers how many.
create or replace function public.delete_sentences(p_key_id text default null, p_before timestamptz default null)
returns bigint language plpgsql security definer set search_path = '' as $$
declare
  v_deleted bigint;
begin
  if p_key_id is null and p_before is null then
    raise exception 'a key or a time must be given' using errcode = '22004';
  end if;

  delete from public.sentences s
  where (p_key_id is null or s.key_id = p_key_id) and (p_before is null or s.occurred_at < p_before);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end;
$$;
