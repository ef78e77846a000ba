import { describe, expect, test } from 'vitest';
import { chosenKeys, keyChoices, keysOfPins, shownKeys } from '../src/plan-keys.ts';
import { keyOf, pinOf, pins } from './plans.ts';

const [leaf, intermediate, root, crossRoot, stranger] = pins;
const named = (pin: (typeof pins)[number], subject: string) => ({ pin, subject });
const served = [
  { ...named(leaf, 'CN=api'), notAfter: 100 },
  { ...named(intermediate, 'CN=CA 1'), notAfter: 200 },
  { ...named(root, 'CN=Root, crossed'), notAfter: 300 },
  { ...named(stranger, 'CN=Stranger'), notAfter: 400 },
];
const shown = {
  paths: [
    [
      named(leaf, 'CN=api'),
      named(intermediate, 'CN=CA 1'),
      named(root, 'CN=Root, crossed'),
      named(crossRoot, 'CN=Old'),
    ],
    [named(leaf, 'CN=api'), named(intermediate, 'CN=CA 1'), named(root, 'CN=Root')],
  ],
  served,
};

describe('what a server shows', () => {
  test('is each key once, by its place on the paths; a root that is cross-signed is a root', () => {
    expect(shownKeys(shown).map(({ pin, role, notAfter }) => [pin, role, notAfter])).toEqual([
      [leaf, 'leaf', 100],
      [intermediate, 'intermediate', 200],
      [root, 'anchor', 300],
      [crossRoot, 'anchor', null],
      [stranger, 'intermediate', 400],
    ]);
  });

  test('is chosen from by the part of the path that is meant, on every path', () => {
    const chosen = Object.fromEntries(
      keyChoices.map((choice) => [choice, chosenKeys(shown, choice).map(({ pin }) => pin)]),
    );
    expect(chosen).toEqual({
      leaf: [leaf],
      issuer: [intermediate],
      root: [root, crossRoot],
      all: [leaf, intermediate, root, crossRoot],
    });
  });

  test('of a path of two, the issuer is the root', () => {
    const short = { paths: [[named(leaf, 'CN=api'), named(root, 'CN=Root')]], served: [] };
    expect(chosenKeys(short, 'issuer')).toEqual(chosenKeys(short, 'root'));
  });
});

describe('pins that came without their keys', () => {
  const from = { shown: 'the app', unshown: 'the app, no server' };

  test('are backups where the server shows others', () => {
    const keys = keysOfPins([leaf, pinOf('b')], [keyOf(leaf, 'leaf')], from);
    expect(keys).toEqual([
      keyOf(leaf, 'leaf'),
      { pin: pinOf('b'), role: 'backup', label: 'the app, no server', notAfter: null },
    ]);
  });

  test('are unknown where nobody was asked', () => {
    expect(keysOfPins([leaf], null, from)).toEqual([{ pin: leaf, role: 'unknown', label: 'the app', notAfter: null }]);
  });
});
