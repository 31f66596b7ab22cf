// node build.mjs FOLDER: writes every dashboard into the folder. deploy/grafana/*.json are what it writes (npm run build).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capacity } from './capacity.mjs';
import { hearing } from './hearing.mjs';
import { overview } from './overview.mjs';
import { speaking } from './speaking.mjs';
import { tenants } from './tenants.mjs';

const folder = process.argv[2];
for (const [name, dashboard] of Object.entries({ overview, hearing, speaking, capacity, tenants })) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(dashboard(), null, 2)}\n`);
}
