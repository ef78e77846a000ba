import { type BundleContent, type Host, LivepinError } from '@livepin/core';
import { anchorsFromPem, probe } from '@livepin/tls';
import type { Draft, ProbeSettings } from './draft.ts';
import type { Observation } from './judge-host.ts';

const atOnce = 16;
const hostTimeoutMilliseconds = 5_000;
/** For all hosts together: whoever publishes waits for it. */
const totalMilliseconds = 60_000;

/**
 * Asks every host of a draft what it serves, several at once. Bounded: who does not answer within 5 s, or is not asked
 * within a minute because too many others were slow, is unreachable. Never throws for what a host does.
 */
export async function observeHosts({ content, probes }: Draft, now: number): Promise<Map<Host, Observation>> {
  const until = performance.now() + totalMilliseconds;
  const waiting = [...content.domains];
  const observations = new Map<Host, Observation>();
  const worker = async () => {
    for (let pinSet = waiting.shift(); pinSet; pinSet = waiting.shift()) {
      const left = Math.min(hostTimeoutMilliseconds, until - performance.now());
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
    const { paths, fault, nameFault, isCutOff } = await probe(
      { host, port: settings.port },
      {
        timeoutMilliseconds,
        now,
        ...(settings.connect ? { connect: settings.connect } : {}),
        ...(settings.ca === null ? {} : { anchors: anchorsFromPem([settings.ca]) }),
      },
    );
    return { kind: 'seen', paths, fault, nameFault, isCutOff };
  } catch (error) {
    if (error instanceof LivepinError) return { kind: 'unreachable', why: error.message };
    throw error;
  }
}
