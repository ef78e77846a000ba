import type { Crypto } from '@livepin/core';

// What the engine asks of the runtime that it lives in: each adapter (Node, React Native, …) brings these.

export type Fetched =
  | { readonly kind: 'document'; readonly bytes: Uint8Array }
  | { readonly kind: 'not-modified' }
  /** There is no such document: 404 or 410. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly why: string };

export interface DocumentRequest {
  readonly url: string;
  /** For If-None-Match. */
  readonly etag: string | null;
  readonly maxBytes: number;
  /** For the whole, from the look-up of the name to the last byte. */
  readonly timeoutSeconds: number;
}

/**
 * Gets one document. Never rejects. It must not be pinned: documents prove themselves, and an app whose pins are all
 * wrong has to be able to heal. It follows no redirect.
 */
export type Transport = (request: DocumentRequest) => Promise<Fetched>;

/** A stored state, or why that one cannot be read: the others count all the same. */
export type StoreEntry =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly fault: string };

/**
 * Keeps states, each under a name of its own, and one small record. All may be damaged or gone at any time: what is read
 * proves itself anew. Several processes may use one store.
 */
export interface Store {
  load(): Promise<readonly StoreEntry[]>;
  /**
   * Adds a state, durably, and only then takes away those of the given names, whose knowledge is part of it.
   * @returns the name of the state
   */
  save(text: string, absorbed: readonly string[]): Promise<string>;
  /** The record of fetches, or null. */
  loadRecord(): Promise<string | null>;
  saveRecord(text: string): Promise<void>;
}

export interface Platform {
  readonly crypto: Crypto;
  readonly transport: Transport;
  /** Null: nothing outlives the process. */
  readonly store: Store | null;
  /** Whole seconds since 1970. */
  clock(): number;
  /** In [0, 1). */
  random(): number;
  /** Runs a task later. Must not keep a process alive that has nothing else to do. @returns what cancels it */
  after(seconds: number, task: () => void): () => void;
}
