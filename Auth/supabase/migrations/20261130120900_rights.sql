-- Who may do what: the servers call functions with the secret key, and nobody does anything else through the Data API.
-- Supabase grants everything to its roles by default; this takes it away again.

alter table public.plans enable row level security;
alter table public.api_keys enable row level security;
alter table public.usage_events enable row level security;
alter table public.sentences enable row level security;
alter table public.rate_counters enable row level security;
alter table public.credit_ledger enable row level security;

revoke all on table public.plans, public.api_keys, public.usage_events, public.sentences, public.rate_counters, public.credit_ledger
from public, anon, authenticated, service_role;

revoke all on function public.key_json(public.api_keys), public.quota_limit(text, text, text)
from public, anon, authenticated, service_role;

revoke all on function
  public.authorize_key(text),
  public.create_key(text, text, text, text, text, text[], timestamptz, timestamptz),
  public.rotate_key(text, text, timestamptz),
  public.revoke_key(text, timestamptz),
  public.get_key(text),
  public.list_keys(text, integer),
  public.any_key(),
  public.touch_keys(jsonb),
  public.list_plans(),
  public.save_plan(jsonb),
  public.grant_credits(text, uuid, bigint, text, timestamptz),
  public.take_quota(uuid, jsonb),
  public.record_usage(jsonb, jsonb),
  public.usage_days(timestamptz, text),
  public.delete_usage(timestamptz, integer),
  public.delete_sentences(text, timestamptz)
from public, anon, authenticated;

grant execute on function
  public.authorize_key(text),
  public.create_key(text, text, text, text, text, text[], timestamptz, timestamptz),
  public.rotate_key(text, text, timestamptz),
  public.revoke_key(text, timestamptz),
  public.get_key(text),
  public.list_keys(text, integer),
  public.any_key(),
  public.touch_keys(jsonb),
  public.list_plans(),
  public.save_plan(jsonb),
  public.grant_credits(text, uuid, bigint, text, timestamptz),
  public.take_quota(uuid, jsonb),
  public.record_usage(jsonb, jsonb),
  public.usage_days(timestamptz, text),
  public.delete_usage(timestamptz, integer),
  public.delete_sentences(text, timestamptz)
to service_role;

-- PostgREST reads the functions again.
notify pgrst, 'reload schema';
