import { constants, randomBytes } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext } from 'node:tls';
import { formatPem } from '@livepin/pki';
import { Certificate } from '@livepin/tls';
import type { ChainSketch } from '../chain-sketch.ts';
import { type ForgedChain, forgeChain } from '../forge/forge-chain.ts';
import type { GenuineChain, TesterChain } from '../forge/genuine-chain.ts';
import type { LabCas } from '../forge/lab-cas.ts';

export interface Shown extends ForgedChain {
  readonly certificates: readonly Certificate[];
}

/** What a front shows, made once for each host and sketch, and the secret of its session tickets. */
export class ShownChains {
  readonly #cas: LabCas;
  readonly #testerFor: (host: string) => TesterChain | null;
  readonly #now: () => number;
  readonly #ticketKeys = randomBytes(48);
  readonly #chains = new Map<string, Shown>();
  readonly #contexts = new Map<string, SecureContext>();

  constructor(cas: LabCas, testerFor: (host: string) => TesterChain | null, now: () => number) {
    this.#cas = cas;
    this.#testerFor = testerFor;
    this.#now = now;
  }

  /** @throws {LivepinError} LP_LAB_GENUINE_UNKNOWN */
  chain(sketch: ChainSketch, host: string, genuine: GenuineChain | null): Shown {
    const key = keyOf(sketch, host, genuine);
    const known = this.#chains.get(key);
    if (known) return known;
    const forged = forgeChain(sketch, { host, genuine, tester: this.#testerFor(host) }, this.#cas, this.#now());
    const shown = { ...forged, certificates: forged.chain.map((der) => new Certificate(der)) };
    this.#chains.set(key, shown);
    return shown;
  }

  /** @throws {LivepinError} LP_LAB_GENUINE_UNKNOWN */
  context(sketch: ChainSketch, host: string, genuine: GenuineChain | null, hasTickets: boolean): SecureContext {
    const key = `${hasTickets} ${keyOf(sketch, host, genuine)}`;
    const known = this.#contexts.get(key);
    if (known) return known;
    const shown = this.chain(sketch, host, genuine);
    const context = createSecureContext({
      key: shown.key.export({ type: 'pkcs8', format: 'pem' }) as string,
      cert: shown.chain.map((der) => formatPem('CERTIFICATE', der)).join(''),
      ticketKeys: this.#ticketKeys,
      // An old stack is attacked too: SHA-1, which signs in TLS 1.0 and 1.1, is of OpenSSL's level 0.
      minVersion: 'TLSv1',
      ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
      // Of TLS 1.3 it gives out tickets all the same, names of sessions that nobody keeps: the app cannot tell.
      ...(hasTickets ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
    });
    this.#contexts.set(key, context);
    return context;
  }
}

const keyOf = (sketch: ChainSketch, host: string, genuine: GenuineChain | null) =>
  `${host} ${genuine?.certificates[0].fingerprint ?? ''} ${JSON.stringify(sketch)}`;
