import type { OfferedHello } from '../tls13/parse-client-hello.ts';
import { Entrance } from './entrance.ts';
import type { Admission, Flow } from './flow.ts';
import { type PacketHeader, packetsOf, versionNegotiation } from './packet-header.ts';
import { idBytes, refusal } from './quic-connection.ts';
import { ServedFlow } from './served-flow.ts';
import { UnservedFlow } from './unserved-flow.ts';

/** The way that a datagram came, and back. */
export interface DatagramPath<D> {
  /** Distinct for each pair of the app's address and the one that it sent to. */
  readonly key: string;
  readonly destination: D;
  reply(datagram: Uint8Array): void;
}

export interface QuicServerOptions<D> {
  /** Decides what becomes of a new connection. Must not reject. */
  admit(offered: OfferedHello, destination: D): Promise<Admission>;
}

// More than any app has at once, and those that have just ended. What comes beyond is not answered.
const maxFlows = 2_000;
// RFC 9000 §14.1: a first datagram is no smaller, so that an answer is never much larger than what asked for it.
const minFirstBytes = 1200;

/** The lab's side of QUIC, on datagrams that somebody else brings and takes: one door for all addresses. */
export class QuicServer<D> {
  readonly #options: QuicServerOptions<D>;
  /** By a path and the ID that the app chose first, or the lab did; for what is relayed, by the path alone. */
  readonly #flows = new Map<string, Flow>();
  readonly #namesOf = new Map<Flow, readonly string[]>();
  readonly #admitting = new Set<Promise<void>>();

  constructor(options: QuicServerOptions<D>) {
    this.#options = options;
  }

  /** @param datagram as the app sent it; nobody changes it afterwards. Never throws. */
  receive(datagram: Uint8Array, path: DatagramPath<D>): void {
    const [first] = packetsOf(datagram, idBytes);
    if (!first) return;
    const flow = this.#flows.get(nameOf(path, first.destination)) ?? this.#begin(datagram, first, path);
    flow?.take(datagram);
  }

  get open(): number {
    return this.#namesOf.size;
  }

  /** Ends all that is still open; resolves when it has been handed out. */
  async end(says: string): Promise<void> {
    await Promise.all(this.#admitting);
    for (const flow of [...this.#namesOf.keys()]) {
      flow.end(says);
      this.#forget(flow);
    }
  }

  #begin(datagram: Uint8Array, first: PacketHeader, path: DatagramPath<D>): Flow | undefined {
    // What is relayed goes on under identifiers that the genuine server chose.
    const relay = this.#flows.get(path.key);
    const isFirst = datagram.length >= minFirstBytes && this.#namesOf.size < maxFlows;
    if (first.kind === 'other-version') {
      if (!relay && isFirst) path.reply(versionNegotiation(first.source, first.destination));
      return relay;
    }
    if (first.kind !== 'initial' || !isFirst || !Entrance.canRead(datagram, first.destination)) return relay;
    const entrance = new Entrance(
      first.destination,
      (offered) => this.#admit(entrance, offered, first.source, path),
      () => this.#forget(entrance),
    );
    this.#remember(entrance, [nameOf(path, first.destination)]);
    return entrance;
  }

  #admit(entrance: Entrance, offered: OfferedHello, peer: Uint8Array, path: DatagramPath<D>): void {
    const admitting = this.#options.admit(offered, path.destination).then((admission) => {
      this.#forget(entrance);
      const { original } = entrance;
      const names = [nameOf(path, original)];
      if (admission.fate.kind === 'refuse') path.reply(refusal(original, peer));
      const flow: Flow & { readonly id?: Uint8Array } =
        admission.fate.kind === 'serve'
          ? new ServedFlow(admission, admission.fate, { original, peer }, path.reply, () => this.#forget(flow))
          : new UnservedFlow(admission, admission.fate, path.reply, () => this.#forget(flow));
      if (flow.id) names.push(nameOf(path, flow.id));
      if (admission.fate.kind === 'relay') names.push(path.key);
      this.#remember(flow, names);
      for (const datagram of entrance.held) flow.take(datagram);
    });
    this.#admitting.add(admitting);
    admitting.finally(() => this.#admitting.delete(admitting));
  }

  #remember(flow: Flow, names: readonly string[]): void {
    this.#namesOf.set(flow, names);
    for (const name of names) this.#flows.set(name, flow);
  }

  #forget(flow: Flow): void {
    // A later relay on the same path has taken the path's name over.
    for (const name of this.#namesOf.get(flow) ?? []) if (this.#flows.get(name) === flow) this.#flows.delete(name);
    this.#namesOf.delete(flow);
  }
}

const nameOf = ({ key }: { readonly key: string }, id: Uint8Array) => `${key} ${Buffer.from(id).toString('hex')}`;
