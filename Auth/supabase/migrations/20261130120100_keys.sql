-- Keys and plans. Times come from the servers, so that a key's life has one clock.

-- Not for callers: a key as every function below answers with it, without its hashes.
create or replace function public.key_json(p_key public.api_keys)
returns jsonb language sql immutable security definer set search_path = '' as $$
  select jsonb_build_object(
    'id', p_key.id,
    'name', p_key.name,
    'owner', p_key.owner,
    'plan_id', p_key.plan_id,
    'scopes', p_key.scopes,
    'created', p_key.created_at,
    'expires', p_key.expires_at,
    'revoked', p_key.revoked_at,
    'last_used', p_key.last_used_at);
$$;

-- The key of a hash (64 hexadecimal digits), its plan and until when this secret works; null when there is none. Revoked and expired
-- keys are found too: their holders are told so.
create or replace function public.authorize_key(p_hash text)
returns jsonb language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'key', public.key_json(k),
    'plan', to_jsonb(p),
    'valid_until', case when k.old_hash = h.hash then least(k.old_until, k.expires_at) else k.expires_at end)
  from (select decode(p_hash, 'hex') as hash) h
  join public.api_keys k on k.key_hash = h.hash or k.old_hash = h.hash
  join public.plans p on p.id = k.plan_id;
$$;

-- Stores a key and credits it with what its plan grants. Called again with the same key it changes nothing.
-- 23505: the id is taken; 23503: no such plan.
create or replace function public.create_key(
  p_id text, p_hash text, p_name text, p_owner text, p_plan text, p_scopes text[], p_created timestamptz, p_expires timestamptz default null)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.api_keys k where k.id = p_id and k.key_hash = decode(p_hash, 'hex')) then
    return;
  end if;

  insert into public.api_keys (id, key_hash, name, owner, plan_id, scopes, created_at, expires_at)
  values (p_id, decode(p_hash, 'hex'), p_name, p_owner, p_plan, p_scopes, p_created, p_expires);

  insert into public.credit_ledger (id, key_id, kind, micro_credits, reason, created_at)
  select gen_random_uuid(), p_id, 'grant', p.credits * 1000000, 'plan ' || p.id, p_created
  from public.plans p
  where p.id = p_plan and p.credits > 0;
end;
$$;

-- Stores the hash of a new secret; the old secret works until p_old_until. Null: no such key, or it is revoked.
create or replace function public.rotate_key(p_id text, p_hash text, p_old_until timestamptz)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  update public.api_keys k
  set key_hash = decode(p_hash, 'hex'), old_hash = k.key_hash, old_until = p_old_until
  where k.id = p_id and k.revoked_at is null and k.key_hash <> decode(p_hash, 'hex');

  select * into v_key from public.api_keys k
  where k.id = p_id and k.revoked_at is null and k.key_hash = decode(p_hash, 'hex');
  return case when found then public.key_json(v_key) end;
end;
$$;

-- The key as it is now; null when there is none. A second time changes nothing.
create or replace function public.revoke_key(p_id text, p_now timestamptz)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  update public.api_keys k set revoked_at = coalesce(k.revoked_at, p_now) where k.id = p_id returning * into v_key;
  return case when found then public.key_json(v_key) end;
end;
$$;

create or replace function public.get_key(p_id text)
returns jsonb language sql stable security definer set search_path = '' as $$
  select public.key_json(k) from public.api_keys k where k.id = p_id;
$$;

-- The newest first, at most p_limit; p_after is the last id of the page before.
create or replace function public.list_keys(p_after text default null, p_limit integer default 100)
returns jsonb language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(public.key_json(page) order by page.created_at desc, page.id desc), '[]')
  from (
    select k.* from public.api_keys k
    where p_after is null
      or (k.created_at, k.id) < (select a.created_at, a.id from public.api_keys a where a.id = p_after)
    order by k.created_at desc, k.id desc
    limit least(greatest(p_limit, 0), 1000)
  ) page;
$$;

-- Whether there is a key that was not revoked.
create or replace function public.any_key()
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.api_keys k where k.revoked_at is null);
$$;

-- p_last_used: {"<id>": "<time>", …}. Earlier times than the stored ones change nothing.
create or replace function public.touch_keys(p_last_used jsonb)
returns void language sql security definer set search_path = '' as $$
  update public.api_keys k
  set last_used_at = t.used_at
  from (
    select e.key, e.value::timestamptz as used_at
    from jsonb_each_text(p_last_used) e
  ) t
  where k.id = t.key and (k.last_used_at is null or k.last_used_at < t.used_at);
$$;

create or replace function public.list_plans()
returns jsonb language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]') from public.plans p;
$$;

-- Makes a plan, or changes the one of that id. A limit that is not stated is none.
create or replace function public.save_plan(p_plan jsonb)
returns void language sql security definer set search_path = '' as $$
  insert into public.plans
  select (jsonb_populate_record(null::public.plans, p_plan)).*
  on conflict (id) do update set
    requests_per_minute = excluded.requests_per_minute,
    concurrent_stt = excluded.concurrent_stt,
    concurrent_tts = excluded.concurrent_tts,
    characters_per_day = excluded.characters_per_day,
    characters_per_month = excluded.characters_per_month,
    audio_seconds_per_day = excluded.audio_seconds_per_day,
    audio_seconds_per_month = excluded.audio_seconds_per_month,
    credits = excluded.credits;
$$;

-- Adds millionths of a credit, or takes them. Whether there is such a key; an entry counts once.
create or replace function public.grant_credits(p_key_id text, p_entry uuid, p_micro_credits bigint, p_reason text, p_now timestamptz)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.api_keys k where k.id = p_key_id) then
    return false;
  end if;

  insert into public.credit_ledger (id, key_id, kind, micro_credits, reason, created_at)
  values (p_entry, p_key_id, 'grant', p_micro_credits, p_reason, p_now)
  on conflict (id) do nothing;
  return true;
end;
$$;
