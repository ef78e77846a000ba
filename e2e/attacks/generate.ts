// Tries every client on every server, and writes verdicts.json and docs/attacks.md. Ends with 1 where Livepin gets one wrong.
// Usage: node e2e/attacks/generate.ts      (with the Node of the workspace first on PATH, as npm's scripts have it)
import { writeFileSync } from 'node:fs';
import { cases, families } from './cases/index.ts';
import { clients } from './clients/index.ts';
import { formatTable } from './format-table.ts';
import { countOf, type Records, readRecords, recordFile, recordOf } from './record.ts';
import { tryClient } from './trial.ts';

const trials = await Promise.all(clients.map((client) => tryClient(client, cases)));
const former = readRecords();
const records: Records = Object.fromEntries(
  trials.flatMap((trial) => {
    if (!('missing' in trial)) return [[trial.client.id, recordOf(trial, cases)]];
    console.log(`${trial.client.name}: ${trial.missing}; what was known of it stays`);
    const known = former[trial.client.id];
    return known ? [[trial.client.id, known]] : [];
  }),
);
writeFileSync(recordFile, `${JSON.stringify(records, null, 2)}\n`);
writeFileSync(new URL('../../docs/attacks.md', import.meta.url), formatTable(families, clients, records));
for (const { id, name } of clients) {
  const record = records[id];
  if (record) console.log(`${name}: ${countOf(record, 'hole')} holes, ${countOf(record, 'outage')} outages`);
  if (id.startsWith('livepin-') && record && Object.keys(record.wrong).length > 0) process.exitCode = 1;
}
