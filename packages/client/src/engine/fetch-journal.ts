import type { Emitter } from './emitter.ts';
import type { LivepinEvents } from './events.ts';
import { type FetchRecord, formatRecord, noFetches, parseRecord } from './fetch-record.ts';
import type { Platform, Store } from './platform.ts';

/** The record of fetches, kept in the store as soon as it changes. A store that fails costs requests, and is told. */
export class FetchJournal {
  readonly #store: Store | null;
  readonly #events: Emitter<LivepinEvents>;
  #record: FetchRecord;

  private constructor(store: Store | null, events: Emitter<LivepinEvents>, record: FetchRecord) {
    this.#store = store;
    this.#events = events;
    this.#record = record;
  }

  static async open({ store }: Platform, events: Emitter<LivepinEvents>): Promise<FetchJournal> {
    const journal = new FetchJournal(store, events, noFetches);
    try {
      const text = await store?.loadRecord();
      if (text) journal.#record = parseRecord(text);
    } catch (error) {
      journal.#tell('read', error);
    }
    return journal;
  }

  get record(): FetchRecord {
    return this.#record;
  }

  async note(change: Partial<FetchRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    try {
      await this.#store?.saveRecord(formatRecord(this.#record));
    } catch (error) {
      this.#tell('written', error);
    }
  }

  #tell(what: 'read' | 'written', error: unknown): void {
    const sentence = `The record of fetches cannot be ${what}: ${(error as Error).message}`;
    this.#events.emit('store', { code: 'LP_STORE_UNUSABLE', sentence });
  }
}
