import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import { readOptions } from '../../src/react-native/read-options.ts';
import { reactNativeSslPublicKeyPinning as form } from '../../src/targets/react-native-ssl-public-key-pinning.ts';
import { fileOf, hostOf, keyOf, pins, planOf } from '../plans.ts';

const [a, b, c, d] = pins;

function summary(text: string) {
  const { entries, problems } = readOptions(text);
  return {
    entries: entries.map((entry) => [
      entry.host.host,
      entry.coverage,
      entry.pins.map(({ pin }) => pin),
      entry.expires?.text,
    ]),
    problems: problems.map(({ rule, span }) => [rule, text.slice(span.start, span.end)]),
  };
}

describe('reading initializeSslPinning', () => {
  test('an object that is written out, with comments and a date', () => {
    const text = `import { initializeSslPinning } from 'react-native-ssl-public-key-pinning';
      await initializeSslPinning({
        // 'old.example.com': { publicKeyHashes: ['${c}'] },
        'api.example.com': {
          includeSubdomains: true,
          publicKeyHashes: [
            '${a}',
            "${b}", // backup
          ],
          expirationDate: '2027-06-01',
        },
        localhost: { publicKeyHashes: [\`${c}\`] },
      });`;
    expect(summary(text)).toEqual({
      entries: [
        ['api.example.com', 'host-and-below', [a, b], '2027-06-01'],
        ['localhost', 'host', [c], undefined],
      ],
      problems: [],
    });
  });

  test('of members of one name the last, and sub-domains however they are written', () => {
    const text = `const yes = true;
      initializeSslPinning({
        'a.example.com': { publicKeyHashes: ['${a}', '${b}'], includeSubdomains: !0, publicKeyHashes: [] },
        'b.example.com': { publicKeyHashes: ['${a}'], includeSubdomains: yes },
        'c.example.com': { publicKeyHashes: ['${a}'], includeSubdomains: isWide() },
      });`;
    expect(summary(text)).toEqual({
      entries: [
        ['a.example.com', 'host-and-below', [], undefined],
        ['b.example.com', 'host-and-below', [a], undefined],
        ['c.example.com', 'host', [a], undefined],
      ],
      problems: [['pin-indirect', 'isWide()']],
    });
  });

  test('constants of the same file, and what comes from elsewhere', () => {
    const text = `const HOST = 'api.example.com';
      const pins: string[] = ['${a}', BACKUP];
      const options = { [HOST]: { publicKeyHashes: pins }, [Config.HOST]: {}, ...more };
      initializeSslPinning(options);
      initializeSslPinning(loadOptions());`;
    expect(summary(text)).toEqual({
      entries: [['api.example.com', 'host', [a], undefined]],
      problems: [
        ['pin-indirect', '[Config.HOST]: {}'],
        ['pin-indirect', '...more'],
        ['pin-indirect', 'BACKUP'],
        ['pin-indirect', 'loadOptions()'],
      ],
    });
  });

  test('a pin with the prefix that the module adds itself is none', () => {
    const text = `initializeSslPinning({ 'a.example': { publicKeyHashes: ['sha256/${a}'] } })`;
    expect(readOptions(text).entries[0]!.pins).toMatchObject([{ text: `sha256/${a}`, pin: null }]);
  });

  test('a call that stands in a comment', () => {
    const text = `// await initializeSslPinning({ 'a.example': { publicKeyHashes: ['${a}'] } });`;
    expect(summary(text)).toEqual({ entries: [], problems: [['pinning-commented-out', text]] });
  });
});

describe('rewriting initializeSslPinning', () => {
  const plan = planOf([hostOf('api.example.com', [keyOf(c), keyOf(d, 'backup')])]);
  const rewrite = (text: string) => {
    const { change, left } = form.rewriter!.rewrite(fileOf(text, 'a.ts'), plan);
    return { text: change.kind === 'edits' ? applyEdits(text, change.edits) : text, left: left.length };
  };

  test('pins and the date change, and nothing else', () => {
    const text = (one: string, two: string, date: string) => `initializeSslPinning({
  'api.example.com': { publicKeyHashes: [ "${one}",  // now
    '${two}' ], expirationDate: \`${date}\` /* keep */ },
  'www.example.com': { publicKeyHashes: ['${a}'] },
});`;
    expect(rewrite(text(a, b, '2026-12-01'))).toEqual({ text: text(c, d, '2027-05-31'), left: 0 });
  });

  test('constants elsewhere are left, and said', () => {
    const text = `const pins = ['${a}', '${b}'];\ninitializeSslPinning({ 'api.example.com': { publicKeyHashes: pins } });`;
    expect(rewrite(text)).toEqual({ text, left: 1 });
  });
});
