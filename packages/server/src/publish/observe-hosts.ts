import { type BundleContent, type Host, LivepinError } from '@livepin/core';
import { anchorsFromPem } from '@livepin/tls';
import { probe } from '@livepin/tls/probe';
import type { Draft, ProbeSettings } from './draft.ts';
import type { Observation } from './judge-host.ts';

export interface Bounds {
  readonly atOnce: number;
  readonly hostMilliseconds: number;
  /** For all hosts together: whoever publishes waits for it. */
  readonly totalMilliseconds: number;
}

const defaultBounds: Bounds = { atOnce: 16, hostMilliseconds: 5_000, totalMilliseconds: 60_000 };

/**
 * Asks every host of a draft what it serves, several at once. Bounded: who does not answer in time, or is not asked in
 * time because others before it were slow, is unreachable. Never throws for what a host does.
 */
export async function observeHosts(
  { content, probes }: Draft,
  now: number,
  { atOnce, hostMilliseconds, totalMilliseconds } = defaultBounds,
): Promise<Map<Host, Observation>> {
  const until = performance.now() + totalMilliseconds;
  const waiting = [...content.domains];
  const observations = new Map<Host, Observation>();
  const worker = async () => {
    for (let pinSet = waiting.shift(); pinSet; pinSet = waiting.shift()) {
      const left = Math.min(hostMilliseconds, until - performance.now());
      observations.set(pinSet.host, await observe(pinSet, probes.get(pinSet.host), left, now));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return observations;
}

async function observe(
  { host }: BundleContent['domains'][number],
  settings: ProbeSettings = { port: 443, connect: null, ca: null },
  timeoutMilliseconds: number,
  now: number,
): Promise<Observation> {
  if (settings === 'none') return { kind: 'not-asked' };
  if (timeoutMilliseconds <= 0) {
    return { kind: 'unreachable', why: `${host} was not asked: the hosts before it took too long.` };
  }
  try {
    const { paths, served, fault, nameFault, isCutOff } = await probe(
      { host, port: settings.port },
      {
        timeoutMilliseconds,
        now,
        ...(settings.connect ? { connect: settings.connect } : {}),
        ...(settings.ca === null ? {} : { anchors: anchorsFromPem([settings.ca]) }),
      },
    );
    return { kind: 'seen', paths, served: served.map(({ pin }) => pin), fault, nameFault, isCutOff };
  } catch (error) {
    if (error instanceof LivepinError) return { kind: 'unreachable', why: error.message };
    throw error;
  }
}
