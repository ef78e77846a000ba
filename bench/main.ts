// Prints what Livepin costs, as ratios to a named reference that ran in the same minutes on the same machine.
// Usage: npm run bench [-- ROW …]     A goal that is missed is said plainly, and is no failure: machines differ.
import { cpus } from 'node:os';
import { findProgram } from '../e2e/system.ts';
import { acceptBundleRow } from './accept-bundle.ts';
import { cachedDeliveryRow } from './cached-delivery.ts';
import { clientSizeRow } from './client-size.ts';
import { coldStartRow } from './cold-start.ts';
import { deliveryRow } from './delivery.ts';
import { handshakeRow } from './handshake.ts';
import { labRow } from './lab.ts';
import { lintRow } from './lint.ts';
import type { Figure, Measure } from './measure.ts';
import { probeRow } from './probe.ts';
import { header, linesOf } from './table.ts';

interface Row {
  readonly measure: () => Promise<readonly (Measure | Figure)[]>;
  /** Programs without which there is nothing to measure. */
  readonly needs: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  delivery: { measure: deliveryRow, needs: ['nginx', 'wrk'] },
  cache: { measure: cachedDeliveryRow, needs: ['nginx', 'wrk'] },
  accept: { measure: acceptBundleRow, needs: [] },
  size: { measure: clientSizeRow, needs: [] },
  start: { measure: coldStartRow, needs: [] },
  handshake: { measure: handshakeRow, needs: [] },
  probe: { measure: probeRow, needs: ['openssl', 'bash'] },
  lint: { measure: lintRow, needs: ['rg'] },
  lab: { measure: labRow, needs: [] },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(rows, name));
if (unknown.length > 0) {
  console.error(`livepin bench: no row ${unknown.join(', ')}. Rows: ${Object.keys(rows).join(', ')}.`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
if (!('path' in findProgram('taskset'))) console.log('Nothing is kept on a core of its own: taskset is not installed.');
console.log(header);
for (const [name, { measure, needs }] of Object.entries(rows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const missing = needs.map((program) => findProgram(program)).find((found) => 'missing' in found);
  if (missing) console.log(`${name}: not measured: ${missing.missing}`);
  else for (const result of await measure()) console.log(linesOf(result).join('\n'));
}
