import {
  acceptBundle,
  acceptRoot,
  type BundleOutcome,
  bundleInForce,
  type ClientState,
  type Embedded,
  formatStored,
  type HeldBundle,
  LivepinError,
  mergeStates,
  newestRoot,
  openState,
  type Policy,
  parseStored,
  policyOf,
  type RootOutcome,
  storedOf,
} from '@livepin/core';
import type { Emitter } from './emitter.ts';
import type { LivepinEvents } from './events.ts';
import type { Platform } from './platform.ts';

/** What decides about connections at this moment; another object as soon as another bundle decides. */
export interface View {
  readonly held: HeldBundle | null;
  readonly policy: Policy | null;
}

/**
 * What a client knows: its state, replaced as a whole and in turn, and kept in the store as soon as it has changed.
 * Everything that comes in proves itself here first.
 */
export class Knowledge {
  readonly #embedded: Embedded;
  readonly #platform: Platform;
  readonly #events: Emitter<LivepinEvents>;
  readonly #listeners = new Set<() => void>();
  #state: ClientState;
  #view: View;
  #turn: Promise<unknown> = Promise.resolve();
  #savedText: string | null = null;
  /** Names of stored states that were looked at: each is named by what it says. */
  readonly #read = new Set<string>();
  /** Those of them whose knowledge is part of the state: the next save takes them away. */
  readonly #absorbed = new Set<string>();

  private constructor(embedded: Embedded, platform: Platform, events: Emitter<LivepinEvents>, state: ClientState) {
    this.#embedded = embedded;
    this.#platform = platform;
    this.#events = events;
    this.#state = state;
    this.#view = viewOf(state);
  }

  /** @throws {LivepinError} the embedded documents do not prove themselves: a mistake of the build */
  static async open(embedded: Embedded, platform: Platform, events: Emitter<LivepinEvents>): Promise<Knowledge> {
    const { state } = await openState(embedded, null, platform.clock(), platform.crypto);
    const knowledge = new Knowledge(embedded, platform, events, state);
    await knowledge.absorb();
    return knowledge;
  }

  get state(): ClientState {
    return this.#state;
  }

  get view(): View {
    return this.#view;
  }

  /** Seconds since 1970, as the device shows it. */
  clock(): number {
    return this.#platform.clock();
  }

  /** @param listener is called in the same turn in which another bundle begins to decide */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes in what other processes of the app have stored since. */
  absorb(): Promise<void> {
    return this.#inTurn(async () => {
      const entries = await this.#guarded('read', async () => (await this.#platform.store?.load()) ?? []);
      for (const entry of entries ?? []) {
        if ('fault' in entry) this.#tellStore('read', `${entry.name}: ${entry.fault}`);
        else if (!this.#read.has(entry.name)) await this.#absorbOne(entry.name, entry.text);
      }
    });
  }

  offerRoot(bytes: Uint8Array): Promise<RootOutcome> {
    return this.#inTurn(async () => {
      const outcome = await acceptRoot(this.#state, bytes, this.#platform.clock(), this.#platform.crypto);
      if (outcome.kind === 'accepted') {
        this.#replace(outcome.state);
        await this.#save();
      }
      return outcome;
    });
  }

  offerBundle(bytes: Uint8Array): Promise<BundleOutcome> {
    return this.#inTurn(async () => {
      const outcome = await acceptBundle(this.#state, bytes, this.#platform.clock(), this.#platform.crypto);
      if (outcome.kind === 'accepted') {
        this.#replace(outcome.state);
        await this.#save();
      }
      return outcome;
    });
  }

  /** Resolves when everything begun so far is done, and stored. */
  settled(): Promise<void> {
    return this.#inTurn(async () => undefined);
  }

  /** Takes in what of a stored state proves itself anew; the rest is told and left. */
  async #absorbOne(name: string, text: string): Promise<void> {
    this.#read.add(name);
    try {
      const stored = parseStored(text, `The stored state ${name}`);
      const { clock, crypto } = this.#platform;
      const { state, dropped } = await openState(this.#embedded, stored, clock(), crypto);
      for (const { code, sentence } of dropped) this.#events.emit('store', { code, sentence });
      this.#replace(mergeStates(this.#state, state));
      // What begins with a later trust root than ours is of a later version of the app, which will prove it again one day.
      if (!dropped.some(({ code }) => code === 'LP_ROOT_VERSION')) this.#absorbed.add(name);
    } catch (error) {
      if (!(error instanceof LivepinError)) throw error;
      // It stays: a later version of the app may have written it in a form of its own.
      this.#events.emit('store', { code: error.code, sentence: error.message });
    }
  }

  // In force first and stored afterwards: a disk that fails must not keep a revocation from counting.
  async #save(): Promise<void> {
    const text = formatStored(storedOf(this.#state));
    const { store } = this.#platform;
    if (!store || text === this.#savedText) return;
    const name = await this.#guarded('written', () => store.save(text, [...this.#absorbed]));
    if (name === undefined) return;
    this.#savedText = text;
    this.#absorbed.clear();
    this.#absorbed.add(name);
    this.#read.add(name);
  }

  #replace(state: ClientState): void {
    const before = { view: this.#view, root: newestRoot(this.#state) };
    this.#state = state;
    const view = viewOf(state);
    const root = newestRoot(state);
    if (root !== before.root) this.#events.emit('root', { version: root.version, epoch: root.epoch });
    if (view.held === before.view.held) return;
    this.#view = view;
    for (const listener of this.#listeners) listener();
    const bundle = view.held?.bundle;
    this.#events.emit('bundle', bundle ? pick(bundle) : null);
  }

  async #guarded<T>(what: 'read' | 'written', task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      this.#tellStore(what, (error as Error).message);
      return undefined;
    }
  }

  #tellStore(what: 'read' | 'written', why: string): void {
    this.#events.emit('store', { code: 'LP_STORE_UNUSABLE', sentence: `The store cannot be ${what}: ${why}` });
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    // The next in turn goes on whatever becomes of this one; its caller is told by `result`.
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function viewOf(state: ClientState): View {
  const held = bundleInForce(state);
  return { held, policy: held ? policyOf(held.bundle) : null };
}

function pick({ epoch, version, iat, exp }: { epoch: number; version: number; iat: number; exp: number }) {
  return { epoch, version, iat, exp };
}
