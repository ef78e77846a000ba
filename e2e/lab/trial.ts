import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivepinError } from '@livepin/core';
import {
  commandSubject,
  environmentOf,
  type LabOptions,
  type Report,
  type ReportedHost,
  runLab,
  type Subject,
  writeTrustStore,
} from '@livepin/lab';
import { Certificate } from '@livepin/tls';
import type { Peer, Sighting } from './peers/peer.ts';
import type { GenuineWorld, LabTarget, PreparedTarget } from './target.ts';
import { canary, channelHost, type GenuineServers, host, issuing, leaf, root, startGenuine } from './world.ts';

const compileCache = fileURLToPath(new URL('../../.cache/compile', import.meta.url));

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

/** Who else is in the middle, once the genuine servers are known. */
export type PeersFor = (servers: GenuineServers) => Promise<readonly Peer[]>;

/**
 * Puts one target behind the lab, and then behind each of the peers.
 * @param tries of each scenario
 */
export async function tryTarget(
  target: LabTarget,
  tries: number,
  peersFor: PeersFor = async () => [],
  more: Pick<LabOptions, 'scenarios' | 'onEvent'> = {},
): Promise<Trial | { readonly missing: string }> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'livepin-target-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // A target may want to know where its host is before there is somebody who answers for its pins.
  const servers = stack.use(await startGenuine());
  const world: GenuineWorld = {
    url: `https://${host}/account`,
    host,
    address: `127.0.0.1:${servers.port}`,
    leafPin: leaf.pin,
    issuerPin: issuing.pin,
    anchors: root.pem,
    folder,
  };
  const prepared = await target.prepare(world);
  if ('missing' in prepared) return prepared;
  const { channel, version } = prepared;
  if (channel) {
    stack.use(channel);
    await servers.serveChannel(channel.answer);
  }
  const report = await attacked(target, prepared, servers, { tries, ...more });
  if ('missing' in report) return report;
  const { port = 443 } = target.known;
  const found = report.hosts.find((one) => one.host === host && one.port === port);
  if (!found) throw new Error(`${target.id} never reached ${host}:${port}, not even its genuine server.`);
  const sightings: Record<string, Sighting> = {};
  for (const peer of await peersFor(servers)) {
    await channel?.restore?.();
    sightings[peer.name] = await peer.watch(async ({ proxyUrl, caPem }) => {
      const { command, environment } = prepared;
      const store = await writeTrustStore(join(folder, peer.name), root.pem + caPem);
      const behind = environmentOf({ proxyUrl, store, scenario: null, run: 0 }, process.env);
      return { command, environment: { ...(process.env as Record<string, string>), ...behind, ...environment } };
    });
  }
  return { version, host: found, report, sightings };
}

async function attacked(
  { jobs = 1 }: LabTarget,
  { command, environment = {}, mode = 'proxy', channel }: PreparedTarget,
  servers: GenuineServers,
  more: LabOptions,
): Promise<Report | { readonly missing: string }> {
  // Programs in TypeScript are started some hundred times.
  const all = { NODE_COMPILE_CACHE: compileCache, ...environment };
  const assignments = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  const options: LabOptions = {
    ...more,
    jobs,
    mode,
    ca: root.pem,
    tester,
    resolve: (name, port) => servers.locate(name, port) ?? { host: name, port },
    canaries: [{ name: 'canary', value: canary }],
    ...(channel?.isNamed ? { channels: [channelHost] } : {}),
    ...(channel ? { channelDocuments: { replayed: channel.replayed, foreign: channel.foreign } } : {}),
  };
  const subject = withChannel(commandSubject({ command: ['env', ...assignments, ...command] }), channel);
  try {
    return await runLab(options, subject);
  } catch (error) {
    if (error instanceof LivepinError && error.code === 'LP_LAB_NOT_TRANSPARENT') return { missing: error.message };
    throw error;
  }
}

function withChannel(subject: Subject, channel: PreparedTarget['channel']): Subject {
  if (!channel) return subject;
  return {
    ...subject,
    async exercise(world, signal) {
      await channel.restore?.();
      return subject.exercise(world, signal);
    },
    ...(channel.changePins ? { changePins: () => channel.changePins!() } : {}),
  };
}

/** The scenarios in which some of its data was readable. */
export function readIn({ cells }: ReportedHost): string[] {
  return cells
    .filter(({ verdict, reach }) => verdict === 'read' || reach === 'headers' || reach === 'body')
    .map(({ scenario }) => scenario);
}
