import type { Connection } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import type { RunPlan, RunRecord } from '../run/run-record.ts';
import { connectionsOf, endpointOf } from './attribute.ts';
import { turnedDown, wasUsed } from './genuine-use.ts';
import { stackOf, stacksOf } from './stacks.ts';

/** Whether anything shows that an app would have trusted the lab's CA, had it not been for a pin. */
export interface Trust {
  readonly isShown: boolean;
  /** One sentence. */
  readonly because: string;
  /** How to have it shown, a sentence, where that is not as for a command. */
  readonly remedy?: string;
}

export const goOn = 'Have the test go on after a request that failed, so that each part of the app gets its turn.';

/** The scenario whose refusal is for the CA alone: what a refusal for a pin is compared with. */
const baseline = 'untrusted-ca';

/**
 * A refusal of the lab's certificate is worth nothing where the app would have refused the lab's CA anyhow: it may read
 * another trust store than the one that the lab plays. Two things show that it reads the lab's:
 * 1. it refuses the trusted CA at another stage, or with another alert, than the unknown one;
 * 2. without the genuine CAs in the store, it turned the genuine server down.
 * Both are asked of each host and each of its TLS stacks: what the app does at another host shows nothing, since it can give
 * each of its clients CAs of their own.
 */
export class TrustProof {
  readonly #known: readonly Endpoint[];
  readonly #records: readonly RunRecord[];

  constructor(known: readonly Endpoint[], records: readonly RunRecord[]) {
    this.#known = known;
    this.#records = records;
  }

  of(endpoint: Endpoint): Trust {
    const stacks = stacksOf(this.#attacks(endpoint, isTrustedCaRun));
    // Each of its stacks: an app whose second stack reads another store is proven for the first alone.
    const reasons = [...stacks].map((stack) => this.#reasonFor(endpoint, stack) ?? this.#differs(endpoint, stack));
    const because = reasons[0];
    if (because && reasons.every((reason) => reason !== null)) return { isShown: true, because };
    const unshown = [...stacks].filter((_, at) => reasons[at] === null);
    const didShow = unshown.some((stack) => this.#withoutGenuineCas(endpoint, stack) === 'went on');
    const store = didShow ? ' and goes on' : ', and did not show what it does';
    // It ended for another, and was not asked.
    const isAsked = didShow || !this.#known.some((other) => !isSame(other, endpoint) && this.wasRefused(other));
    return {
      isShown: false,
      because: notShown(this.#records, stacks.size, store),
      ...(isAsked ? {} : { remedy: goOn }),
    };
  }

  /** Whether the app turned its genuine server down without the genuine CAs. */
  wasRefused(endpoint: Endpoint): boolean {
    return this.#answersWithoutGenuineCas(endpoint).includes('turned down');
  }

  /** Whether it is still to be shown, of a TLS stack that comes to it otherwise, what that does without the genuine CAs. */
  isOpen(endpoint: Endpoint): boolean {
    return this.#answersWithoutGenuineCas(endpoint).includes('unknown');
  }

  #answersWithoutGenuineCas(endpoint: Endpoint) {
    const stacks = stacksOf(this.#inRuns('control', endpoint).filter(wasUsed));
    return [...stacks].map((stack) => this.#withoutGenuineCas(endpoint, stack));
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
    return all.find(({ isShown }) => isShown) ?? all[0] ?? { isShown: false, because: notShown(this.#records, 0, '') };
  }

  #reasonFor(endpoint: Endpoint, stack: string): string | null {
    return this.#withoutGenuineCas(endpoint, stack) === 'turned down'
      ? "Without the genuine CAs in the lab's trust store the app refused the genuine server."
      : null;
  }

  #attacks(endpoint: Endpoint, isMeant: (record: RunRecord) => boolean): Connection[] {
    const connections = this.#records.filter(isMeant).flatMap((record) => record.connections);
    return connectionsOf(endpoint, this.#known, connections).filter(({ isAttack }) => isAttack);
  }

  #withoutGenuineCas(endpoint: Endpoint, stack: string): 'turned down' | 'went on' | 'unknown' {
    const of = (purpose: RunRecord['plan']['purpose']) =>
      this.#inRuns(purpose, endpoint).filter((connection) => stackOf(connection) === stack);
    const starved = of('store-control');
    if (starved.some(wasUsed)) return 'went on';
    const isOwn = starved.some((connection) => this.#isTurnedDown(connection));
    return isOwn && of('control').some(wasUsed) ? 'turned down' : 'unknown';
  }

  /** Not what went away without a word when another host had been turned down: the app may have ended for that. */
  #isTurnedDown(connection: Connection): boolean {
    const how = turnedDown(connection);
    if (how !== 'without-a-word') return how !== null;
    const { startedAt, endedAt } = connection;
    return !this.#records
      .filter(({ plan }) => plan.purpose === 'store-control')
      .flatMap(({ connections }) => connections)
      .some(
        (other) =>
          !isSame(endpointOf(other), endpointOf(connection)) &&
          turnedDown(other) !== null &&
          other.endedAt >= startedAt &&
          other.endedAt <= endedAt,
      );
  }

  #inRuns(purpose: RunRecord['plan']['purpose'], endpoint: Endpoint): Connection[] {
    const records = this.#records.filter(({ plan }) => plan.purpose === purpose && !isSpared(plan, endpoint));
    return connectionsOf(
      endpoint,
      this.#known,
      records.flatMap(({ connections }) => connections),
    );
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

function isSpared(plan: RunPlan, endpoint: Endpoint): boolean {
  return plan.purpose === 'store-control' && (plan.spared ?? []).some((one) => isSame(one, endpoint));
}

export function isTrustedCaRun({ plan }: RunRecord): boolean {
  return plan.purpose === 'attack' && plan.pass === 'attacked' && plan.scenario.isDecisive;
}

function isBaselineRun({ plan }: RunRecord): boolean {
  return plan.purpose === 'attack' && plan.scenario.id === baseline;
}

// Not who closed first: where neither side has more to say, that is a race.
function signatureOf({ reach, end }: Connection): string {
  return `${reach} ${end.alert}`;
}

function notShown(records: readonly RunRecord[], stacks: number, what: string): string {
  if (stacks === 0) return "No certificate of a CA that the lab's trust store holds was shown to the app.";
  const store = records.some(({ plan }) => plan.purpose === 'store-control')
    ? `${what} without the genuine CAs in the lab's trust store`
    : '';
  const compared = records.some(isBaselineRun) ? 'exactly as one of an unknown CA' : 'and no unknown CA was tried';
  return `The app refused the lab's CA ${compared}${store}: it may read another trust store.`;
}
