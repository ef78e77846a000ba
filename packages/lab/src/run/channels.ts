import { request } from 'node:http';
import { isDeliveryRequest } from '../channel/delivery-path.ts';
import { foreignDocument } from '../channel/foreign-document.ts';
import type { ReadRequest } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import type { GenuineServers } from '../engine/genuine-servers.ts';
import type { LabCas } from '../forge/lab-cas.ts';
import type { ChannelDocuments } from '../scenario.ts';
import { endpointOf } from '../verdict/attribute.ts';
import type { LabOptions } from './lab-options.ts';
import type { RunRecord } from './run-record.ts';

/** An endpoint from which an app gets its pins, and where documents were asked for, as far as that could be read. */
export interface Channel {
  readonly endpoint: Endpoint;
  /** Paths with their queries. */
  readonly targets: readonly string[];
}

/** The channels that the tester names, and those that were seen to be asked for Livepin's documents. */
export function channelsOf(named: readonly string[], records: readonly RunRecord[]): Channel[] {
  const channels: { endpoint: Endpoint; targets: string[] }[] = [];
  for (const connection of records.flatMap(({ connections }) => connections)) {
    const endpoint = endpointOf(connection);
    const targets = connection.requests.filter(isDeliveryRequest).map(({ target }) => target);
    if (targets.length === 0 && !named.includes(endpoint.host)) continue;
    const known = channels.find((channel) => isSame(channel.endpoint, endpoint));
    if (known) known.targets.push(...targets);
    else channels.push({ endpoint, targets });
  }
  return channels;
}

/**
 * What is delivered in place of the channel's documents: what the tester gives, and else a forgery of what the channel
 * delivers now, which pins the lab's own CAs.
 * @param now seconds since 1970
 */
export async function channelDocumentsOf(
  given: LabOptions['channelDocuments'],
  channels: readonly Channel[],
  { cas, genuine, now }: { readonly cas: LabCas; readonly genuine: GenuineServers; readonly now: number },
): Promise<ChannelDocuments> {
  const { replayed = null, foreign = null } = given ?? {};
  if (foreign) return { replayed, foreign };
  const seen = replayed ?? (await firstDocument(channels, genuine));
  const pins = [cas.userCa.certificate.pin, cas.publicRoot.certificate.pin] as const;
  return { replayed, foreign: seen && (await foreignDocument({ seen, pins: [...pins], now })) };
}

async function firstDocument(channels: readonly Channel[], genuine: GenuineServers): Promise<Uint8Array | null> {
  for (const { endpoint, targets } of channels) {
    const target = targets.find((one) => /\/bundle(?:\?|$)/.test(one));
    const document = target === undefined ? null : await fetchDocument(endpoint, target, genuine);
    if (document) return document;
  }
  return null;
}

const maxBytes = 1 << 20;
const fetchMilliseconds = 15_000;

/** Null where the channel does not answer, or with something else than a document: then there is nothing to forge. */
async function fetchDocument(
  { host, port }: Endpoint,
  target: ReadRequest['target'],
  genuine: GenuineServers,
): Promise<Uint8Array | null> {
  try {
    const socket = await genuine.open({ host, port, serverName: null }, 'http/1.1');
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | null>();
    const asking = request({ path: target, headers: { host, connection: 'close' }, createConnection: () => socket });
    asking.setTimeout(fetchMilliseconds, () => asking.destroy(new Error('no answer')));
    asking.once('error', reject).once('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) asking.destroy(new Error('more than a document has'));
        else chunks.push(chunk);
      });
      answer.once('error', reject).once('end', () => resolve(answer.statusCode === 200 ? Buffer.concat(chunks) : null));
    });
    asking.end();
    return await promise;
  } catch {
    return null;
  }
}
