// Puts every target behind the lab, with all scenarios, and behind mitmproxy and bettercap. Writes accuracy.json and
// docs/lab-accuracy.md. Ends with 1 where the lab says of a target what it is known not to be.
// Usage: npm run lab:matrix [-- ID …]      by default all; what was known of the others stays
import { writeFileSync } from 'node:fs';
import { findMitmproxy } from '../mitmproxy.ts';
import { findProgram } from '../system.ts';
import { type AccuracyRecord, faultsOf, readAccuracy, recordOf, writeAccuracy } from './accuracy.ts';
import { formatAccuracy } from './format-accuracy.ts';
import { bettercapPeer } from './peers/bettercap.ts';
import { mitmproxyPeer } from './peers/mitmproxy.ts';
import type { Peer } from './peers/peer.ts';
import { targets } from './targets.ts';
import { tryTarget } from './trial.ts';
import { type GenuineServers, host, root } from './world.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !targets.some((target) => target.id === id));
if (unknown.length > 0) {
  console.error(`No target ${unknown.join(', ')}. Targets: ${targets.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

const tries = 3;
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

const former = readAccuracy();
const records: Record<string, AccuracyRecord> = {};
for (const target of targets) {
  const known = former.targets[target.id];
  if (wanted.length > 0 && !wanted.includes(target.id)) {
    if (known) records[target.id] = known;
    continue;
  }
  const trial = await tryTarget(target, tries, peersFor);
  if ('missing' in trial) {
    console.log(`${target.id}: ${trial.missing}; what was known of it stays`);
    if (known) records[target.id] = known;
    continue;
  }
  const record = recordOf(trial);
  // Where a peer is not on this machine, what it saw on another is kept.
  records[target.id] = { ...record, sightings: { ...known?.sightings, ...record.sightings } };
  const faults = faultsOf(target, record);
  console.log(
    `${target.id}: ${faults.length === 0 ? `${record.verdict}, as it is` : `WRONG: the lab ${faults.join('; ')}`}`,
  );
  if (faults.length > 0) process.exitCode = 1;
}
const all = { peers: { ...former.peers, ...versions }, targets: records };
writeAccuracy(all);
writeFileSync(new URL('../../docs/lab-accuracy.md', import.meta.url), formatAccuracy(targets, all));
