import type { AccuracyRecord } from './accuracy.ts';
import type { LabTarget } from './target.ts';

export interface Difference {
  readonly id: string;
  /** A sentence. */
  readonly why: string;
}

/** Where a peer reads a client that the lab does not read in the like attack, or the other way about; null where they agree. */
export function differenceOf(peer: string, target: LabTarget, record: AccuracyRecord): Difference | null {
  const sighting = record.sightings[peer];
  const isRead = record.read.includes('user-ca');
  if (!sighting || isRead === (sighting.verdict === 'read')) return null;
  return { id: target.id, why: reasonOf(peer, target, isRead) };
}

function reasonOf(peer: string, { id, engine, known }: LabTarget, isReadByLab: boolean): string {
  if (known.port === 80) return `it asks without TLS first, and ${peer} reads that.`;
  if (known.read.includes('plain-http-downgrade'))
    return `refused, it asks again without TLS, and ${peer} reads that; the lab tells it in a scenario of its own.`;
  if (id === 'curl-second-stack-at-times')
    return `its unpinned request comes in one of two runs, and ${peer} saw the other; the lab tries three times.`;
  if (peer === 'bettercap' && isReadByLab && weakKeysRefused.has(engine))
    return 'the certificates that bettercap makes have RSA keys of 1,024 bits, and OpenSSL at security level 2, in Node too, refuses them.';
  if (!isReadByLab && known.read.includes('session-resumption'))
    return `${peer} lets sessions be resumed, and it sends what it has on a resumed one; the lab tells it in a scenario of its own.`;
  if (!isReadByLab && known.read.includes('channel-blocked'))
    return `its list of pins is not to be had behind ${peer} in this test, so that it goes on without; the lab tells it in a scenario of its own.`;
  return isReadByLab
    ? `${peer} did not get it to send anything, and the lab did.`
    : `${peer} read it by its own CA, and the lab did not.`;
}

const weakKeysRefused: ReadonlySet<string> = new Set(['OpenSSL', 'Node']);

/** What is to be known of a peer, as lines of Markdown. */
export function peerFacts(peer: string): readonly string[] {
  if (peer !== 'mitmproxy') return [];
  return [
    '',
    'Of a client that looks at its pins when the handshake is over and hangs up, mitmproxy logs nothing: that it was refused is',
    'known here from its event for the end of a handshake, and from no request after it.',
  ];
}
