// What accepting a bundle costs, beside the verification of its one signature. Each answer: microseconds of
// processor time for one bundle, so that other programs on the core do not count.
import { createPublicKey, verify } from 'node:crypto';
import { acceptBundle, openState } from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import { app, day0, makeSample } from '../sample-bundle.ts';
import { answerQuestions } from './part.ts';

const count = 400;
const sample = await makeSample();
const seed = await sample.bundle(1);
const bundles = await Promise.all(Array.from({ length: count }, (_, index) => sample.bundle(index + 2)));
const crypto = nodeCrypto();
const { state: opened } = await openState({ app, root: sample.root, seed }, null, day0, crypto);
const key = createPublicKey({ key: { ...sample.key.jwk }, format: 'jwk' });
const signed = bundles.map((bytes) => {
  const { payload, signatures } = JSON.parse(Buffer.from(bytes).toString());
  const message = Buffer.from(`${signatures[0].protected}.${payload}`);
  return { message, signature: Buffer.from(signatures[0].signature, 'base64url') };
});

/** As anyone would write it: the signature as it stands in the document, the key imported once. */
function verifyAll(): void {
  for (const { message, signature } of signed) {
    if (!verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('does not verify');
  }
}

async function acceptAll(): Promise<void> {
  let state = opened;
  for (const bytes of bundles) {
    const outcome = await acceptBundle(state, bytes, day0, crypto);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    state = outcome.state;
  }
}

async function microsecondsOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

answerQuestions({
  bytes: () => bundles[0]!.length,
  reference: () => microsecondsOf(verifyAll),
  candidate: () => microsecondsOf(acceptAll),
});
