// Prints what Livepin costs, as ratios to a named reference that ran in the same minutes on the same machine.
// Usage: npm run bench [-- ROW …]     A goal that is missed is said plainly, and is no failure: machines differ.
import { cpus } from 'node:os';
import { acceptBundleRow } from './accept-bundle.ts';
import { cachedDeliveryRow } from './cached-delivery.ts';
import { clientSizeRow } from './client-size.ts';
import { coldStartRow } from './cold-start.ts';
import { deliveryRow } from './delivery.ts';
import type { Figure, Measure } from './measure.ts';
import { header, linesOf } from './table.ts';

const rows: Readonly<Record<string, () => Promise<readonly (Measure | Figure)[]>>> = {
  delivery: deliveryRow,
  cache: cachedDeliveryRow,
  accept: acceptBundleRow,
  size: clientSizeRow,
  start: coldStartRow,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(rows, name));
if (unknown.length > 0) {
  console.error(`livepin bench: no row ${unknown.join(', ')}. Rows: ${Object.keys(rows).join(', ')}.`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
console.log(header);
for (const [name, row] of Object.entries(rows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const result of await row()) console.log(linesOf(result).join('\n'));
}
