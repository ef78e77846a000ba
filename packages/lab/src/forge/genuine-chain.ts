import type { KeyObject } from 'node:crypto';
import type { Certificate } from '@livepin/tls';

/** The certificates of a genuine server, leaf first, as it shows them. */
export interface GenuineChain {
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

/** What a tester gave to the lab: a genuine chain with the private key of its leaf. */
export interface TesterChain extends GenuineChain {
  readonly key: KeyObject;
}
