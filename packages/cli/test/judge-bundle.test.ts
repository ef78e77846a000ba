import { globSync, readFileSync } from 'node:fs';
import { acceptBundle, acceptRoot, type ClientState, decodeBase64, openState, storedOf } from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import type { ClientVector, DocumentBytes, Vector } from '../../../spec/vector.ts';
import { judgeBundle } from '../src/judge-bundle.ts';

// `livepin verify` is held to what a client says: each bundle that the vectors deliver to one, it is asked about too, with
// the trust root that the app embeds and what the client remembers at that moment.

const crypto = nodeCrypto();
const folder = new URL('../../../spec/vectors/', import.meta.url).pathname;
const vectors = globSync('*/*.json', { cwd: folder })
  .map((name) => JSON.parse(readFileSync(folder + name, 'utf8')) as Vector)
  .filter((vector): vector is ClientVector => vector.kind === 'client' && vector.expect === 'opened');

const bytesOf = (document: DocumentBytes) =>
  typeof document === 'string' ? new TextEncoder().encode(document) : decodeBase64(document.base64)!;

interface Asked {
  readonly client: string;
  readonly verify: string;
}

/** What the client and `verify` say of each bundle, until the first step that is no delivery. */
async function compare({ app, root, seed, clock, steps }: ClientVector): Promise<Asked[]> {
  let { state } = await openState({ app, root: bytesOf(root), seed: bytesOf(seed) }, null, clock, crypto);
  const asked: Asked[] = [];
  for (const step of steps) {
    if (!('deliver' in step)) break;
    const document = bytesOf(step.document);
    const isBundle = step.deliver === 'bundle';
    const outcome = await (isBundle ? acceptBundle : acceptRoot)(state, document, step.clock, crypto);
    if (isBundle) {
      const client = outcome.kind === 'refused' ? outcome.code : outcome.kind;
      asked.push({ client, verify: await verdictOn(document, state, bytesOf(root), step.clock) });
    }
    if (outcome.kind === 'accepted') state = outcome.state;
  }
  return asked;
}

async function verdictOn(bundle: Uint8Array, state: ClientState, root: Uint8Array, now: number): Promise<string> {
  const judgement = await judgeBundle({ app: state.app, roots: [root], bundle, stored: storedOf(state), now });
  if (judgement.kind === 'refused') return judgement.code;
  return judgement.isUnchanged ? 'unchanged' : 'accepted';
}

describe('every bundle that the vectors deliver to a client', () => {
  test.each(vectors)('$says', async (vector) => {
    for (const { client, verify } of await compare(vector)) {
      // Asked about what it has already, a client says nothing of its dates; who asks for a verdict wants to know.
      if (client === 'unchanged' && verify === 'LP_BUNDLE_EXPIRED') continue;
      expect(verify).toBe(client);
    }
  });

  test('there are many of them', async () => {
    const asked = (await Promise.all(vectors.map(compare))).flat();
    expect(asked.filter(({ client }) => client === 'accepted').length).toBeGreaterThan(20);
    expect(new Set(asked.map(({ client }) => client)).size).toBeGreaterThan(10);
  });
});
