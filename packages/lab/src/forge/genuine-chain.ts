import type { KeyObject } from 'node:crypto';
import type { Certificate } from '@livepin/tls';
import { covers } from './copy-leaf.ts';

/** The certificates of a genuine server, leaf first, as it shows them. */
export interface GenuineChain {
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

/** What a tester gave to the lab: a genuine chain with the private key of its leaf. */
export interface TesterChain extends GenuineChain {
  readonly key: KeyObject;
}

/** The tester's chain where it is good for a host: an app may speak to others, of which the tester has no key. */
export function testerChainFor(tester: TesterChain | null, host: string | null): TesterChain | null {
  return tester && host !== null && covers(tester.certificates[0], host) ? tester : null;
}
