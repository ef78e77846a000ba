import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import {
  a,
  ats,
  atsDomain,
  b,
  c,
  d,
  domainConfig,
  nsc,
  nscPath,
  pinner,
  pinnerPath,
  sha256,
  sslPinning,
  trustKit,
  trustKitDomain,
} from '../../src/lint/example-pieces.ts';
import type { Example, Finding } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules.ts';
import { lintExample } from './example-project.ts';

const plist = 'ios/App/Info.plist';
const inNsc = (pins: readonly string[], host = 'api.example.com') => ({ [nscPath]: nsc(domainConfig(host, pins)) });
const inTrustKit = (pins: readonly string[]) => ({ [plist]: trustKit(trustKitDomain('api.example.com', pins)) });
const inPinner = (pins: readonly string[]) => ({ [pinnerPath]: pinner(['api.example.com', ...pins]) });
const inReactNative = (pins: readonly string[]) => ({
  'src/pins.js': sslPinning(`'api.example.com': { publicKeyHashes: [${pins.map((pin) => `'${pin}'`).join(', ')}] },\n`),
});
const inManager = (pins: readonly string[]) => ({
  'ssl_config.json': `${JSON.stringify({ sha256Keys: { 'api.example.com': pins } }, null, 2)}\n`,
});
const inScript = (pins: readonly string[]) => ({
  'a.sh': `curl --pinnedpubkey '${pins.join(';')}' https://api.example.com/\n`,
});
const bare = c.slice(0, -1);
const urlSafe = a.replace('+', '-').replace('F/m', 'F_m');

type Files = Example['files'];

/** Each with what it becomes. */
const cases: readonly (readonly [rule: string, before: Files, after: Files])[] = [
  ['pin-unpadded', inNsc([a, b, bare]), inNsc([a, b, c])],
  ['pin-unpadded', inTrustKit([a, b, bare]), inTrustKit([a, b, c])],
  ['pin-unpadded', inPinner([a, b, bare].map(sha256)), inPinner([a, b, c].map(sha256))],
  ['pin-unpadded', inScript([`sha256//${a}`, `sha256//${bare}`]), inScript([`sha256//${a}`, `sha256//${c}`])],
  ['pin-noncanonical', inNsc([` ${a.slice(0, 20)} ${a.slice(20)}`, b]), inNsc([` ${a}`, b])],
  ['pin-noncanonical', inPinner([urlSafe, b].map(sha256)), inPinner([a, b].map(sha256))],
  ['pin-wrong-prefix', inNsc([a, b, sha256(c)]), inNsc([a, b, c])],
  ['pin-wrong-prefix', inTrustKit([a, b, sha256(c)]), inTrustKit([a, b, c])],
  ['pin-wrong-prefix', inPinner([sha256(a), sha256(b), c]), inPinner([a, b, c].map(sha256))],
  ['pin-wrong-prefix', inReactNative([a, b, sha256(c)]), inReactNative([a, b, c])],
  ['pin-wrong-prefix', inManager([sha256(a), sha256(b), c]), inManager([a, b, c].map(sha256))],
  ['pin-wrong-prefix', inScript([`sha256/${a}`, `sha256//${b}`]), inScript([`sha256//${a}`, `sha256//${b}`])],
  ['duplicate-pin', inNsc([a, b, a]), inNsc([a, b])],
  ['duplicate-pin', inTrustKit([a, b, a, b]), inTrustKit([a, b])],
  ['duplicate-pin', inReactNative([a, b, b]), inReactNative([a, b])],
  ['duplicate-pin', inManager([a, b, b].map(sha256)), inManager([a, b].map(sha256))],
  ['duplicate-pin', inPinner([a, b, b].map(sha256)), inPinner([a, b].map(sha256))],
  ['host-uppercase', inNsc([a, b], 'API.example.com'), inNsc([a, b], 'api.example.com')],
  [
    'host-uppercase',
    { [plist]: ats(atsDomain('API.Example.com', [a, b])) },
    { [plist]: ats(atsDomain('api.example.com', [a, b])) },
  ],
  ['host-trailing-dot', inNsc([a, b], 'api.example.com.'), inNsc([a, b], 'api.example.com')],
];

test.each(cases)('%s: the finding is gone, and everything else stands as before (%#)', (rule, before, after) => {
  const found = lintExample({ files: before });
  expect(found.map((finding) => finding.rule)).toContain(rule);
  const fixed = applied(before, found, rule);
  expect(fixed).toEqual(after);
  expect(lintExample({ files: fixed }).map((finding) => finding.rule)).not.toContain(rule);
});

test('every rule that says it mends does, and no other', () => {
  const mending = rules.filter(({ fixes }) => fixes !== undefined).map(({ id }) => id);
  expect([...new Set(cases.map(([rule]) => rule))].toSorted()).toEqual(mending.toSorted());
  const examples = rules.flatMap(({ bad }) => lintExample(bad));
  const mended = examples.filter(({ fix }) => fix !== undefined).map(({ rule }) => rule);
  expect([...new Set(mended)].toSorted()).toEqual(mending.toSorted());
});

describe('nothing is mended where that would do harm', () => {
  test.each([
    [
      'the name is taken, and Android would crash',
      'host-trailing-dot',
      { [nscPath]: nsc(domainConfig('api.example.com.', [a, b]) + domainConfig('api.example.com', [c, d])) },
    ],
    [
      'the pin is put together from two texts',
      'pin-unpadded',
      {
        [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]).replace(
          `"${sha256(b)}"`,
          `"sha256/" + "${b.slice(0, -1)}"`,
        ),
      },
    ],
    [
      'the two sets of App Transport Security are not one list',
      'duplicate-pin',
      { [plist]: ats(atsDomain('api.example.com', [a, a, b])) },
    ],
  ])('%s', (_, rule, files) => {
    const found = lintExample({ files }).filter((finding) => finding.rule === rule);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });
});

/** The edits of all findings of a rule; one that two of them share is made once. */
function applied(files: Files, found: readonly Finding[], rule: string): Files {
  const edits = found.filter((finding) => finding.rule === rule).flatMap(({ fix }) => fix ?? []);
  const distinct = [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      applyEdits(
        text,
        distinct.filter((edit) => edit.path === path),
      ),
    ]),
  );
}
