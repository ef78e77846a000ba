import { LivepinError } from '@livepin/core';
import { arrange, formatPem, readKeyFile, writeKeyFile } from '@livepin/pki';
import { type Issued, issue } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { type Der, der, integer, oid, sequence, set } from '@livepin/tls/der';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indefinite } from '../indefinite.ts';

// Whatever bytes come: what is in them, or an error of ours that names the file and holds nothing of a key.

const isLong = process.env['LIVEPIN_SOAK'] === '1';
const runs = isLong ? 20_000 : 250;
const seed = isLong ? Number(process.env['LIVEPIN_SOAK_SEED'] ?? Date.now()) : 4;
const passphrase = 'secret';

const ca = issue({ subject: 'CN=CA', ca: true });
const leaf = issue({ subject: 'CN=leaf.example', issuer: ca });
const held = arrange([
  { kind: 'private key', key: leaf.key.privateKey, spki: leaf.key.spki },
  ...[leaf, ca].map(({ der }: Issued) => ({ kind: 'certificate' as const, certificate: new Certificate(der) })),
]);
const pkcs8 = leaf.key.privateKey.export({ type: 'pkcs8', format: 'der' });
const options = { passphrase, alias: 'leaf', now: 0 };
const pem = writeKeyFile(held, 'pem', { ...options, passphrase: undefined, protection: 'modern' });
// Of few rounds, so that thousands of files can be tried; what the rounds cost is counted, and tested elsewhere.
const p12 = writeKeyFile(held, 'p12', { ...options, passphrase: undefined, protection: 'modern' });
const trustStore = writeKeyFile(arrange([{ kind: 'certificate', certificate: new Certificate(ca.der) }]), 'jks', {
  ...options,
  protection: 'modern',
});
const signedData = [integer(1), set(), sequence(oid('1.2.840.113549.1.7.1')), der(0xa0, leaf.der, ca.der), set()];
const p7b = sequence(oid('1.2.840.113549.1.7.2'), der(0xa0, sequence(...signedData)));
const isCertificate = ({ start, end }: Der) => [leaf, ca].some(({ der: whole }) => whole.length === end - start);
const oldPem = leaf.key.privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase });

const files: readonly { form: string; bytes: Uint8Array; given?: string | undefined }[] = [
  { form: 'PEM', bytes: pem },
  { form: 'PEM with its own encryption', bytes: Buffer.from(oldPem) },
  { form: 'a certificate', bytes: leaf.der },
  { form: 'PKCS#8', bytes: pkcs8 },
  { form: 'PKCS#8, encrypted', bytes: encrypted('pkcs8') },
  { form: 'SEC 1', bytes: leaf.key.privateKey.export({ type: 'sec1', format: 'der' }) },
  { form: 'a public key', bytes: leaf.key.spki },
  { form: 'PKCS#12', bytes: p12 },
  { form: 'PKCS#12 in BER', bytes: indefinite(p12, () => false) },
  { form: 'PKCS#12 in PEM', bytes: Buffer.from(formatPem('PKCS12', p12)) },
  { form: 'PKCS#7', bytes: p7b },
  {
    form: 'PKCS#7 in BER',
    bytes: indefinite(p7b, isCertificate),
  },
  { form: 'JKS', bytes: writeKeyFile(held, 'jks', { ...options, protection: 'modern' }) },
  { form: 'JKS, whose digest nobody checks', bytes: trustStore, given: undefined },
];

function encrypted(type: 'pkcs8'): Uint8Array {
  return leaf.key.privateKey.export({ type, format: 'der', cipher: 'aes-256-cbc', passphrase });
}

/** A change of a file: some bytes replaced, some cut out, some put twice. */
const change = fc.record({
  kind: fc.constantFrom('replace', 'cut', 'repeat', 'end'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Uint8Array, { kind, at, length, bytes: fresh }: Change): Buffer {
  const start = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
  switch (kind) {
    case 'replace':
      return Buffer.concat([before, fresh, after.subarray(fresh.length)]);
    case 'cut':
      return Buffer.concat([before, after.subarray(length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, length), after]);
    default:
      return Buffer.from(before);
  }
}

const secret = pkcs8.subarray(36, 68);
const spelled = (['hex', 'base64', 'base64url', 'latin1'] as const).map((form) => secret.toString(form).slice(0, 20));

function check(bytes: Uint8Array, given: string | undefined): void {
  try {
    expect(Array.isArray(readKeyFile(bytes, 'some/file', given))).toBe(true);
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    expect(error.message).toMatch(/^some\/file: [^\n]+\.$/);
    const said = `${error.message} ${error.stack} ${error.cause}`;
    expect(spelled.filter((text) => said.includes(text))).toEqual([]);
  }
}

describe.each(files)('$form', (file) => {
  const { bytes } = file;
  const given = 'given' in file ? file.given : passphrase;

  test('as it is, is read', () => {
    expect(readKeyFile(bytes, 'some/file', given).length).toBeGreaterThan(0);
  });

  test('with some bytes changed', () => {
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => check(list.reduce<Uint8Array>(changed, bytes), given)),
      { numRuns: runs, seed },
    );
  });

  test('cut off at any byte', () => {
    for (let end = 0; end < bytes.length; end += isLong ? 1 : 7) check(bytes.subarray(0, end), given);
  });
});

test('bytes of no form at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      check(bytes, passphrase);
      check(Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), bytes]), undefined);
      check(Buffer.concat([Buffer.from([0x30, 0x81, bytes.length]), bytes]), undefined);
      check(Buffer.concat([Buffer.from([0x30, 0x80]), bytes, Buffer.alloc(2)]), passphrase);
    }),
    { numRuns: runs, seed },
  );
});
