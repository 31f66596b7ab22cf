// node validate.mjs FOLDER: builds every overlay of FOLDER as kustomize does (what of it these files use), and checks each object that comes out
// against Kubernetes' own OpenAPI schemas (kubernetes-models) and KEDA's (@kubernetes-models/keda).
import { readFileSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import yaml from 'js-yaml';

const root = process.argv[2];
const problems = [];

const load = (path) => yaml.loadAll(readFileSync(path, 'utf8')).filter(Boolean);

// Strategic merge: objects by name of member, lists of objects by their name or key, other lists replace.
function merge(base, patch) {
  if (Array.isArray(base) && Array.isArray(patch) && patch.every((item) => item?.name)) {
    const all = base.map((item) => ({ ...item }));
    for (const item of patch) {
      const at = all.findIndex((other) => other.name === item.name);
      if (at < 0) all.push(item); else all[at] = merge(all[at], item);
    }
    return all;
  }
  if (base && patch && typeof base === 'object' && typeof patch === 'object' && !Array.isArray(base) && !Array.isArray(patch)) {
    const all = { ...base };
    for (const [name, value] of Object.entries(patch)) all[name] = name in all ? merge(all[name], value) : value;
    return all;
  }
  return patch;
}

function build(folder, objects = []) {
  const known = new Set(['apiVersion', 'kind', 'namespace', 'labels', 'resources', 'components', 'images', 'patches']);
  const [file] = load(join(folder, 'kustomization.yaml'));
  for (const name of Object.keys(file)) if (!known.has(name)) problems.push(`${folder}: '${name}' is not understood here`);
  for (const path of file.resources ?? []) {
    if (path.endsWith('.yaml')) objects.push(...load(join(folder, path))); else build(normalize(join(folder, path)), objects);
  }
  for (const path of file.components ?? []) build(normalize(join(folder, path)), objects);
  for (const { path } of file.patches ?? []) {
    for (const patch of load(join(folder, path))) {
      const at = objects.findIndex((one) => one.kind === patch.kind && one.metadata.name === patch.metadata.name);
      if (at < 0) problems.push(`${folder}/${path}: no ${patch.kind} ${patch.metadata.name} to patch`); else objects[at] = merge(objects[at], patch);
    }
  }
  for (const { name, newName, newTag } of file.images ?? []) {
    for (const container of objects.flatMap((one) => one.spec?.template?.spec?.containers ?? [])) {
      if (container.image === name) container.image = `${newName ?? name}:${newTag}`;
    }
  }
  for (const one of objects) if (file.namespace) one.metadata.namespace = file.namespace;
  return objects;
}

async function check(overlay, one) {
  const name = `${overlay}: ${one.kind} ${one.metadata?.name}`;
  const library = one.apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  let Model;
  try {
    Model = (await import(`${library}/${one.apiVersion}`))[one.kind];
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
    return;
  }
  if (!Model) {
    problems.push(`${name}: there is no ${one.apiVersion} ${one.kind}`);
    return;
  }
  try {
    new Model(one).validate();
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
}

let count = 0;
for (const overlay of readdirSync(join(root, 'overlays'))) {
  const objects = build(join(root, 'overlays', overlay));
  for (const one of objects) { await check(overlay, one); count++; }
  if (process.argv[3] === '--print') console.log(objects.map((one) => yaml.dump(one)).join('---\n'));
}
console.log(`${count} objects`);
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
