import type { Connection } from '../connection.ts';
import type { Arrival } from '../scenario.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Decision, FrontOptions } from './front-options.ts';

/** Of one host, the last: a lab for devices runs for hours, and each has its wire with it. */
const maxEarlier = 20;

/** Counts who comes, and hands out who has gone: streams and datagrams alike. */
export class FrontDesk {
  readonly #options: FrontOptions;
  readonly #earlier = new Map<string | null, Connection[]>();
  readonly #counts = new Map<string | null, number>();

  constructor(options: FrontOptions) {
    this.#options = options;
  }

  arrive(seen: Pick<Arrival, 'transport' | 'via' | 'host' | 'port' | 'hello'>): Arrival {
    const { host, port } = seen;
    const ordinal = this.#counts.get(host) ?? 0;
    this.#counts.set(host, ordinal + 1);
    const arrival: Arrival = {
      ...seen,
      isTarget: this.#options.isTarget?.(host, port, ordinal) ?? true,
      isChannel: this.#options.isChannel?.(host, port) ?? false,
      earlier: [...(this.#earlier.get(host) ?? [])],
      ordinal,
      arePinsChanged: false,
    };
    this.#options.onArrival?.(arrival);
    return arrival;
  }

  async handOut(record: ConnectionRecord, arrival: Arrival, { treatment, isAttack }: Decision): Promise<void> {
    const connection = await record.finish(arrival, treatment.kind, isAttack);
    this.#earlier.set(arrival.host, [...(this.#earlier.get(arrival.host) ?? []), connection].slice(-maxEarlier));
    this.#options.onConnection(connection);
  }
}
