import { arrange, type Held } from '@livepin/pki';
import { type Issued, issue, makeKey } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { expect, test } from 'vitest';

const root = issue({ subject: 'CN=Root', ca: true });
const middle = issue({ subject: 'CN=Middle', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=leaf.example', issuer: middle });
const otherLeaf = issue({ subject: 'CN=other.example', issuer: middle });
const stranger = issue({ subject: 'CN=Stranger', ca: true });
const otherRoot = issue({ subject: 'CN=Other Root', ca: true });
const crossed = issue({ subject: 'CN=Middle', ca: true, issuer: otherRoot, key: middle.key });
/** It has the name of the issuer, and another key. */
const namesake = issue({ subject: 'CN=Middle', ca: true, issuer: root });

const certificate = ({ der }: Issued): Held => ({ kind: 'certificate', certificate: new Certificate(der) });
const key = ({ key: { privateKey, spki } }: Issued): Held => ({ kind: 'private key', key: privateKey, spki });
const namesOf = (list: readonly { subjectText: string }[]) => list.map(({ subjectText }) => subjectText.slice(3));

function arranged(held: readonly Held[]) {
  const { keys, certificates } = arrange(held);
  return {
    chains: keys.map(({ chain }) => namesOf(chain)),
    others: namesOf(certificates.map((one) => one.certificate)),
  };
}

test.each([
  { says: 'a chain in any order', held: [key(leaf), ...[root, leaf, middle].map(certificate)] },
  { says: 'the key last', held: [...[middle, root, leaf].map(certificate), key(leaf)] },
  { says: 'copies', held: [key(leaf), key(leaf), ...[leaf, leaf, middle, root, middle].map(certificate)] },
])('$says: the leaf first, each issuer after what it signed', ({ held }) => {
  expect(arranged(held)).toEqual({ chains: [['leaf.example', 'Middle', 'Root']], others: [] });
});

test('two keys share their issuers', () => {
  expect(arranged([key(otherLeaf), key(leaf), ...[leaf, otherLeaf, middle].map(certificate)])).toEqual({
    chains: [
      ['other.example', 'Middle'],
      ['leaf.example', 'Middle'],
    ],
    others: [],
  });
});

test('an issuer is who signed, not who has its name', () => {
  const { keys } = arrange([key(leaf), ...[leaf, namesake, middle].map(certificate)]);
  expect(keys[0]!.chain[1]!.fingerprint).toBe(new Certificate(middle.der).fingerprint);
});

test('what cross-signing adds stands beside the chain', () => {
  expect(arranged([key(leaf), ...[leaf, middle, crossed, root, otherRoot].map(certificate)])).toEqual({
    chains: [['leaf.example', 'Middle', 'Root']],
    others: ['Middle', 'Other Root'],
  });
});

test('a key alone has no chain', () => {
  expect(arranged([key(leaf)])).toEqual({ chains: [[]], others: [] });
});

test('without a key, each leaf is followed by its issuers', () => {
  const held = [root, stranger, middle, leaf, otherRoot, otherLeaf].map(certificate);
  expect(arranged(held).others).toEqual(['Stranger', 'leaf.example', 'Middle', 'Root', 'Other Root', 'other.example']);
});

test('CAs that signed each other have an order too, and none is lost', () => {
  const keys = [makeKey(), makeKey()] as const;
  const one = issue({ subject: 'CN=One', ca: true, key: keys[0], issuer: { subject: 'CN=Two', key: keys[1] } });
  const two = issue({ subject: 'CN=Two', ca: true, key: keys[1], issuer: { subject: 'CN=One', key: keys[0] } });
  expect(arranged([two, one].map(certificate)).others).toEqual(['Two', 'One']);
});

test.each([
  { says: 'a key of another certificate', held: [key(stranger), certificate(leaf)], names: 'leaf.example' },
  { says: 'one key of two', held: [key(leaf), key(stranger), certificate(leaf)], names: 'private key' },
  {
    says: 'a certificate that is on no chain',
    held: [key(leaf), certificate(leaf), certificate(stranger)],
    names: 'Stranger',
  },
  {
    says: 'the leaf of another key',
    held: [key(leaf), ...[leaf, middle, otherLeaf].map(certificate)],
    names: 'other.example',
  },
])('$says is refused', ({ held, names }) => {
  expect(() => arrange(held)).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_MISMATCH', message: expect.stringContaining(names) }),
  );
});
