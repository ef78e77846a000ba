// Puts every target behind the lab, with all scenarios, and behind mitmproxy and bettercap. Writes accuracy.json and
// docs/lab-accuracy.md. Ends with 1 where the lab says of a target what it is known not to be.
// Usage: npm run lab:matrix [-- [--tries N] ID …]      by default all, three times; what was known of the others stays
//        npm run lab:matrix -- --page                 writes the page anew
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findMitmproxy } from '../mitmproxy.ts';
import { findProgram } from '../system.ts';
import { addAccuracy, faultsOf, readAccuracy, recordOf } from './accuracy.ts';
import { formatAccuracy } from './format-accuracy.ts';
import { bettercapPeer } from './peers/bettercap.ts';
import { mitmproxyPeer } from './peers/mitmproxy.ts';
import type { Peer } from './peers/peer.ts';
import { targets } from './targets.ts';
import { tryTarget } from './trial.ts';
import { type GenuineServers, host, root } from './world.ts';

const { values, positionals: wanted } = parseArgs({
  options: { tries: { type: 'string' }, page: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = wanted.filter((id) => !targets.some((target) => target.id === id));
if (unknown.length > 0) {
  console.error(`No target ${unknown.join(', ')}. Targets: ${targets.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

const tries = Number(values.tries ?? 3);
const mitmproxy = await findMitmproxy();
const bettercap = findProgram('bettercap');
if ('missing' in mitmproxy) console.log(`mitmproxy: ${mitmproxy.missing}; what it saw before stays`);
if ('missing' in bettercap) console.log(`bettercap: ${bettercap.missing}; what it saw before stays`);

const versions: Record<string, string> = {};

async function peersFor({ port }: GenuineServers): Promise<Peer[]> {
  const upstream = { [`${host}:443`]: ['127.0.0.1', port] } as const;
  const peers = [
    ...('missing' in mitmproxy ? [] : [mitmproxyPeer(mitmproxy, host, upstream, root.pem)]),
    ...('missing' in bettercap ? [] : [await bettercapPeer(bettercap.path, host, port)]),
  ];
  return peers.flatMap((peer) => {
    if ('missing' in peer) {
      console.log(`bettercap: ${peer.missing}`);
      return [];
    }
    versions[peer.name] = peer.version;
    return [peer];
  });
}

const ids = targets.map(({ id }) => id);
for (const target of values.page ? [] : targets) {
  if (wanted.length > 0 && !wanted.includes(target.id)) continue;
  const trial = await tryTarget(target, tries, peersFor);
  if ('missing' in trial) {
    console.log(`${target.id}: ${trial.missing}; what was known of it stays`);
    continue;
  }
  const record = recordOf(trial);
  addAccuracy(ids, target.id, record, versions);
  const faults = faultsOf(target, record);
  const says = faults.length === 0 ? `${record.verdict}, as it is` : `WRONG: the lab ${faults.join('; ')}`;
  console.log(`${target.id}: ${says} (${trial.report.seconds.toFixed(0)} s)`);
  if (faults.length > 0) process.exitCode = 1;
}
writeFileSync(new URL('../../docs/lab-accuracy.md', import.meta.url), formatAccuracy(targets, readAccuracy()));
