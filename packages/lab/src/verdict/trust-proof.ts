import type { Connection } from '../connection.ts';
import type { Endpoint } from '../endpoint.ts';
import type { RunRecord } from '../run/run-record.ts';
import { connectionsOf } from './attribute.ts';
import { wasUsed } from './genuine-use.ts';
import { reachOf } from './judge-try.ts';
import { isReadable } from './reach.ts';
import { stackOf, stacksOf } from './stacks.ts';

/** Whether anything shows that an app would have trusted the lab's CA, had it not been for a pin. */
export interface Trust {
  readonly isShown: boolean;
  /** One sentence. */
  readonly because: string;
  /** How to have it shown, a sentence, where that is not as for a command. */
  readonly remedy?: string;
}

/** The scenario whose refusal is for the CA alone: what a refusal for a pin is compared with. */
const baseline = 'untrusted-ca';

/**
 * A refusal of the lab's certificate is worth nothing where the app would have refused the lab's CA anyhow: it may read
 * another trust store than the one that the lab plays. Three things show that it reads the lab's:
 * 1. data of the same TLS stack was readable under a trusted CA, on a host that refuses an unknown one;
 * 2. without the genuine CAs in the store, it did not get through to the genuine server;
 * 3. it refuses the trusted CA at another stage, or with another alert, than the unknown one.
 */
export class TrustProof {
  readonly #known: readonly Endpoint[];
  readonly #records: readonly RunRecord[];
  readonly #accepted: ReadonlyMap<string, Endpoint>;
  readonly #starved: ReadonlyMap<string, Endpoint>;

  constructor(known: readonly Endpoint[], records: readonly RunRecord[]) {
    this.#known = known;
    this.#records = records;
    this.#accepted = new Map(known.flatMap((one) => this.#acceptingStacks(one).map((stack) => [stack, one] as const)));
    this.#starved = new Map(known.flatMap((one) => this.#starvedStacks(one).map((stack) => [stack, one] as const)));
  }

  of(endpoint: Endpoint): Trust {
    const stacks = stacksOf(this.#attacks(endpoint, isTrustedCaRun));
    // Each of its stacks: an app whose second stack reads another store is proven for the first alone.
    const reasons = [...stacks].map((stack) => this.#reasonFor(stack) ?? this.#differs(endpoint, stack));
    const because = reasons[0];
    if (because && reasons.every((reason) => reason !== null)) return { isShown: true, because };
    return { isShown: false, because: notShown(this.#records, stacks.size) };
  }

  /**
   * What the endpoint shows by itself, whoever else speaks by the lab: that it refuses the trusted CA otherwise than the
   * unknown one. Null where it does not.
   */
  ownOf(endpoint: Endpoint): Trust | null {
    const stacks = [...stacksOf(this.#attacks(endpoint, isTrustedCaRun))];
    const reasons = stacks.map((stack) => this.#differs(endpoint, stack));
    const because = reasons[0];
    return because && reasons.every((reason) => reason !== null) ? { isShown: true, because } : null;
  }

  /** Of the app as a whole: whether it is shown for any of its hosts. */
  ofAny(): Trust {
    const all = this.#known.map((endpoint) => this.of(endpoint));
    return all.find(({ isShown }) => isShown) ?? all[0] ?? { isShown: false, because: notShown(this.#records, 0) };
  }

  #reasonFor(stack: string): string | null {
    const accepted = this.#accepted.get(stack);
    if (accepted) return `${accepted.host} accepted a certificate of the lab's CA, and refused one of an unknown CA.`;
    if (this.#starved.has(stack))
      return "Without the genuine CAs in the lab's trust store the app refused the genuine server.";
    return null;
  }

  #attacks(endpoint: Endpoint, isMeant: (record: RunRecord) => boolean): Connection[] {
    const connections = this.#records.filter(isMeant).flatMap((record) => record.connections);
    return connectionsOf(endpoint, this.#known, connections).filter(({ isAttack }) => isAttack);
  }

  #acceptingStacks(endpoint: Endpoint): string[] {
    const isRead = (connection: Connection) => isReadable(reachOf(connection));
    const refusing = stacksOf(this.#attacks(endpoint, isBaselineRun).filter((connection) => !isRead(connection)));
    const blind = stacksOf(this.#attacks(endpoint, isBaselineRun).filter(isRead));
    const accepting = stacksOf(this.#attacks(endpoint, isTrustedCaRun).filter(isRead));
    return [...accepting].filter((stack) => refusing.has(stack) && !blind.has(stack));
  }

  #starvedStacks(endpoint: Endpoint): string[] {
    const of = (purpose: RunRecord['plan']['purpose']) =>
      connectionsOf(
        endpoint,
        this.#known,
        this.#records.filter(({ plan }) => plan.purpose === purpose).flatMap(({ connections }) => connections),
      );
    const used = stacksOf(of('control').filter(wasUsed));
    const starved = of('store-control');
    const usedStill = stacksOf(starved.filter(wasUsed));
    return [...stacksOf(starved)].filter((stack) => used.has(stack) && !usedStill.has(stack));
  }

  #differs(endpoint: Endpoint, stack: string): string | null {
    const ends = (isMeant: (record: RunRecord) => boolean) =>
      new Set(
        this.#attacks(endpoint, isMeant)
          .filter((connection) => stackOf(connection) === stack)
          .map(signatureOf),
      );
    const [trusted, unknown] = [ends(isTrustedCaRun), ends(isBaselineRun)];
    // Where it varies from try to try, a difference may be chance.
    if (trusted.size !== 1 || unknown.size !== 1 || [...trusted][0] === [...unknown][0]) return null;
    return "The app refuses a certificate of the lab's CA otherwise than one of an unknown CA.";
  }
}

function isTrustedCaRun({ plan }: RunRecord): boolean {
  return plan.purpose === 'attack' && plan.pass === 'attacked' && plan.scenario.isDecisive;
}

function isBaselineRun({ plan }: RunRecord): boolean {
  return plan.purpose === 'attack' && plan.scenario.id === baseline;
}

// Not who closed first: where neither side has more to say, that is a race.
function signatureOf({ reach, end }: Connection): string {
  return `${reach} ${end.alert}`;
}

function notShown(records: readonly RunRecord[], stacks: number): string {
  if (stacks === 0) return "No certificate of a CA that the lab's trust store holds was shown to the app.";
  const store = records.some(({ plan }) => plan.purpose === 'store-control')
    ? " and goes on without the genuine CAs in the lab's trust store"
    : '';
  const compared = records.some(isBaselineRun) ? 'exactly as one of an unknown CA' : 'and no unknown CA was tried';
  return `The app refused the lab's CA ${compared}${store}: it may read another trust store.`;
}
