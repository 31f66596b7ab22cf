// Supabase's own client against the test server: what it expects of PostgREST is what the server must answer.
// Reads URL and keys from the environment, calls, compares, and prints one line a check; exits 1 at the first difference.
import assert from 'node:assert/strict';
import { PostgrestClient } from '@supabase/postgrest-js';

const { REST_URL, SECRET_KEY, PUBLISHABLE_KEY, SERVICE_ROLE_JWT, USER_JWT, KEY_HASH } = process.env;
const client = (headers) => new PostgrestClient(REST_URL, { headers });
const secret = client({ apikey: SECRET_KEY });
const legacy = client({ apikey: SERVICE_ROLE_JWT, Authorization: `Bearer ${SERVICE_ROLE_JWT}` });
const anon = client({ apikey: PUBLISHABLE_KEY });
const user = client({ apikey: PUBLISHABLE_KEY, Authorization: `Bearer ${USER_JWT}` });
const checks = {
  'a JSON value is data, with status 200': async () => {
    for (const one of [secret, legacy]) {
      const { data, error, status } = await one.rpc('authorize_key', { p_hash: KEY_HASH });
      assert.equal(error, null);
      assert.equal(status, 200);
      assert.equal(data.key.id, 'abcdefgh');
    }
  },
  'nothing found is null without an error': async () => {
    const { data, error, status } = await secret.rpc('authorize_key', { p_hash: 'ff'.repeat(32) });
    assert.deepEqual([data, error, status], [null, null, 200]);
  },
  'a function without a result is 204 and no data': async () => {
    const { data, error, status } = await secret.rpc('touch_keys', { p_last_used: { abcdefgh: '2026-11-30T00:00:00Z' } });
    assert.deepEqual([data, error, status], [null, null, 204]);
  },
  'a number and a boolean are what they are': async () => {
    assert.equal((await secret.rpc('record_usage', { p_records: [] })).data, 0);
    assert.equal((await secret.rpc('any_key')).data, true);
  },
  'a reading function answers GET, and a writing one does not': async () => {
    assert.equal((await secret.rpc('get_key', { p_id: 'abcdefgh' }, { get: true })).data.id, 'abcdefgh');
    const { error, status } = await secret.rpc('revoke_key', { p_id: 'abcdefgh', p_now: '2026-11-30T00:00:00Z' }, { get: true });
    assert.deepEqual([error.code, status], ['25006', 405]);
  },
  'an unknown function is PGRST202 with all four members': async () => {
    const { data, error, status } = await secret.rpc('no_such_function', { a: 1 });
    assert.deepEqual([data, status, error.code], [null, 404, 'PGRST202']);
    assert.equal(error.message, 'Could not find the function public.no_such_function(a) in the schema cache');
    assert.match(error.details, /Searched for the function public\.no_such_function/);
    assert.ok('hint' in error);
  },
  'an error of the database has its SQLSTATE': async () => {
    const { error, status } = await secret.rpc('delete_sentences', {});
    assert.deepEqual([error.code, error.message, status], ['22004', 'a key or a time must be given', 400]);
  },
  'a conflict is 409': async () => {
    const key = { p_id: 'abcdefgh', p_hash: '0f'.repeat(32), p_name: 'n', p_owner: 'o', p_plan: 'free', p_scopes: ['stt'],
      p_created: '2026-11-30T00:00:00Z' };
    const { error, status } = await secret.rpc('create_key', key);
    assert.deepEqual([error.code, status], ['23505', 409]);
    assert.match(error.details, /already exists/);
  },
  'strangers get 401 and users 403': async () => {
    assert.deepEqual([(await anon.rpc('any_key')).status, (await user.rpc('any_key')).status], [401, 403]);
    assert.equal((await user.rpc('any_key')).error.code, '42501');
  },
  'throwOnError throws the same error': async () => {
    await assert.rejects(async () => await secret.rpc('delete_sentences', {}).throwOnError(), { code: '22004' });
  },
  'another schema is PGRST106': async () => {
    const { error, status } = await secret.schema('private').rpc('any_key');
    assert.deepEqual([error.code, status], ['PGRST106', 406]);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok ${name}`);
}
