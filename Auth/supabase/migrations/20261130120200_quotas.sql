-- Quotas that several servers share. A server takes a lease and counts within it by itself.

-- Not for callers: units of a meter in a period (characters, milliseconds, millionths of a credit); null for no limit.
create or replace function public.quota_limit(p_subject text, p_plan text, p_meter text)
returns bigint language sql stable security definer set search_path = '' as $$
  select case p_meter
    when 'characters_day' then p.characters_per_day
    when 'characters_month' then p.characters_per_month
    when 'audio_day' then p.audio_seconds_per_day * 1000
    when 'audio_month' then p.audio_seconds_per_month * 1000
    when 'credits' then case when p.credits is not null then (
      select coalesce(sum(l.micro_credits), 0)::bigint
      from public.credit_ledger l
      where l.key_id = p_subject and l.kind = 'grant') end
  end
  from public.plans p
  where p.id = coalesce((select k.plan_id from public.api_keys k where k.id = p_subject), p_plan);
$$;

-- One message of a server about any number of quotas. Each element of p_takes:
--   subject, plan (of a subject that is no key), meter, period,
--   held      units that the server has used or holds, everything before this message,
--   need      units that it must have: as many of them as there are,
--   lease     units that it would like beside them: at most a sixteenth of what is left, so that little lies idle near the limit,
--   sequence  larger in each later message.
-- Sending a message twice is sending it once, however late the second arrives, and one that was overtaken changes nothing, so that a
-- lost answer costs nobody a unit;
-- held less than before gives back. Answers for each: subject, meter, period, taken (by this server), total (by all), limit, and the
-- sequence of the message that the answer stands for.
create or replace function public.take_quota(p_holder uuid, p_takes jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_take record;
  v_limit bigint;
  v_others bigint;
  v_left bigint;
  v_taken bigint;
  v_sequence bigint;
  v_answer jsonb := '[]';
begin
  if jsonb_array_length(p_takes) > 1000 then
    raise exception 'more than 1000 takes in one message' using errcode = '22023';
  end if;

  -- In one order everywhere: two messages about the same subjects cannot wait for each other.
  for v_take in
    select t.* from jsonb_to_recordset(p_takes)
      as t(subject text, plan text, meter text, period date, held bigint, need bigint, lease bigint, sequence bigint)
    order by t.subject collate "C", t.meter collate "C", t.period
  loop
    if v_take.held is null or v_take.need is null or v_take.lease is null or v_take.sequence is null
      or least(v_take.held, v_take.need, v_take.lease) < 0 then
      raise exception 'held, need and lease are 0 or more, and sequence is a number' using errcode = '22023';
    end if;

    perform pg_advisory_xact_lock(hashtextextended('streamserver quota ' || v_take.subject, 0));
    v_limit := public.quota_limit(v_take.subject, v_take.plan, v_take.meter);
    select coalesce(sum(c.taken) filter (where c.holder <> p_holder), 0),
           max(c.taken) filter (where c.holder = p_holder),
           max(c.sequence) filter (where c.holder = p_holder)
    into v_others, v_taken, v_sequence
    from public.rate_counters c
    where c.subject = v_take.subject and c.meter = v_take.meter and c.period = v_take.period;

    if v_sequence is null or v_sequence < v_take.sequence then
      v_left := greatest(v_limit - v_others - v_take.held, 0);
      v_taken := v_take.held + case
        when v_limit is null then v_take.need
        else least(v_take.need, v_left) + least(v_take.lease, greatest(v_left - v_take.need, 0) / 16)
      end;
      v_sequence := v_take.sequence;

      if v_taken > 0 or exists (
        select from public.rate_counters c
        where c.subject = v_take.subject and c.meter = v_take.meter and c.period = v_take.period and c.holder = p_holder)
      then
        insert into public.rate_counters as c (subject, meter, period, holder, taken, sequence)
        values (v_take.subject, v_take.meter, v_take.period, p_holder, v_taken, v_take.sequence)
        on conflict (subject, meter, period, holder) do update
          set taken = excluded.taken, sequence = excluded.sequence, updated_at = now();
        delete from public.rate_counters c
        where c.subject = v_take.subject and c.meter = v_take.meter and c.meter <> 'credits' and c.period < v_take.period - 62;
      end if;
    end if;

    v_answer := v_answer || jsonb_build_object(
      'subject', v_take.subject,
      'meter', v_take.meter,
      'period', v_take.period,
      'taken', v_taken,
      'total', v_others + v_taken,
      'limit', v_limit,
      'sequence', v_sequence);
  end loop;

  -- Subjects that never come back (addresses of callers without a key) are forgotten too, by a message now and then.
  if random() < 0.01 then
    delete from public.rate_counters c
    where (c.subject, c.meter, c.period, c.holder) in (
      select old.subject, old.meter, old.period, old.holder
      from public.rate_counters old
      where old.meter <> 'credits' and old.period < (now() at time zone 'UTC')::date - 62
      limit 10000
      for update skip locked);
  end if;

  return v_answer;
end;
$$;
