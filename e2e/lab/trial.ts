import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSubject, environmentOf, type Report, type ReportedHost, runLab, writeTrustStore } from '@livepin/lab';
import { Certificate } from '@livepin/tls';
import type { Peer, Sighting } from './peers/peer.ts';
import type { GenuineWorld, LabTarget } from './target.ts';
import { canary, host, issuing, leaf, root, startGenuine } from './world.ts';

const tester = {
  certificates: [new Certificate(leaf.der), new Certificate(issuing.der)],
  key: leaf.key.privateKey,
} as const;

/** What came out for a target. */
export interface Trial {
  readonly version: string;
  readonly host: ReportedHost;
  readonly report: Report;
  /** By the name of the peer. */
  readonly sightings: Readonly<Record<string, Sighting>>;
}

/** Who else is in the middle, once the genuine server is known. */
export type PeersFor = (port: number) => Promise<readonly Peer[]>;

/**
 * Puts one target behind the lab, and then behind each of the peers.
 * @param tries of each scenario
 */
export async function tryTarget(
  target: LabTarget,
  tries: number,
  peersFor: PeersFor = async () => [],
): Promise<Trial | { readonly missing: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-target-'));
  await using genuine = await startGenuine();
  try {
    const world: GenuineWorld = {
      url: `https://${host}/account`,
      host,
      leafPin: leaf.pin,
      issuerPin: issuing.pin,
      anchors: root.pem,
      folder,
    };
    const prepared = await target.prepare(world);
    if ('missing' in prepared) return prepared;
    const { command, environment = {}, version } = prepared;
    const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const report = await runLab(
      {
        tries,
        ca: root.pem,
        tester,
        resolve: (name, port) => (port === 443 ? { host: '127.0.0.1', port: genuine.port } : { host: name, port }),
        canaries: [{ name: 'canary', value: canary }],
      },
      commandSubject({ command: ['env', ...assignments, ...command] }),
    );
    const found = report.hosts.find((one) => one.host === host);
    if (!found) throw new Error(`${target.id} never reached ${host}, not even its genuine server.`);
    const sightings: Record<string, Sighting> = {};
    for (const peer of await peersFor(genuine.port)) {
      sightings[peer.name] = await peer.watch(async ({ proxyUrl, caPem }) => {
        const store = await writeTrustStore(join(folder, peer.name), root.pem + caPem);
        const behind = environmentOf({ proxyUrl, store, scenario: null, run: 0 }, process.env);
        return { command, environment: { ...(process.env as Record<string, string>), ...behind, ...environment } };
      });
    }
    return { version, host: found, report, sightings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The scenarios in which some of its data was readable. */
export function readIn({ cells }: ReportedHost): string[] {
  return cells
    .filter(({ verdict, reach }) => verdict === 'read' || reach === 'headers' || reach === 'body')
    .map(({ scenario }) => scenario);
}
