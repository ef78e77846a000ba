import { decodeUtf8, type ErrorCode, encodeBase64 } from '@livepin/core';
import { app, chainOf, day0, makeBundle, makeRoot } from '@livepin/testkit';
import type { ClientStep, ClientVector, DeliveryStep, DocumentBytes, RestartStep, Summary } from '../vector.ts';

// What most cases about documents have in common: an app, its embedded documents, and what is delivered to it.

export type Cases<V> = Record<string, V>;

export const root1 = await makeRoot();
export const chain = chainOf(root1);
export const seed = await makeBundle(chain);

export function documentOf(bytes: Uint8Array): DocumentBytes {
  return decodeUtf8(bytes) ?? { base64: encodeBase64(bytes) };
}

export function story(says: string, steps: readonly ClientStep[], more: Partial<ClientVector> = {}): ClientVector {
  const base = { kind: 'client', says, app, root: documentOf(root1), seed: documentOf(seed), clock: day0 } as const;
  return { ...base, expect: 'opened', steps, ...more };
}

export function bundle(
  document: Uint8Array,
  expect: DeliveryStep['expect'],
  more: Partial<DeliveryStep> = {},
): ClientStep {
  return { deliver: 'bundle', document: documentOf(document), clock: day0, expect, ...more };
}

export function root(
  document: Uint8Array,
  expect: DeliveryStep['expect'],
  more: Partial<DeliveryStep> = {},
): ClientStep {
  return { deliver: 'root', document: documentOf(document), clock: day0, expect, ...more };
}

export function restart(more: Partial<RestartStep> = {}): ClientStep {
  return { restart: 'stored', clock: day0, ...more };
}

/** What another process of the app has gone through, and what both know together. */
export function merge(steps: readonly ClientStep[], after: Summary, clock = day0): ClientStep {
  return { merge: steps, clock, after };
}

/** A story of one delivery that is refused and changes nothing. */
export async function refusedBundle(
  says: string,
  code: ErrorCode,
  payload: Record<string, unknown>,
): Promise<ClientVector> {
  const document = await makeBundle(chain, { version: 2, ...payload });
  return story(says, [bundle(document, code, { after: { inForce: '1.1', memory: '1.1' } })]);
}

export async function acceptedBundle(says: string, payload: Record<string, unknown>): Promise<ClientVector> {
  const document = await makeBundle(chain, { version: 2, ...payload });
  return story(says, [bundle(document, 'accepted', { after: { inForce: '1.2', memory: '1.2' } })]);
}

/** Bytes written by hand, signed by nobody: for what is refused before any signature is looked at. */
export function raw(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
