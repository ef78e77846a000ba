import { describe, expect, test } from 'vitest';
import { plainJson } from '../../src/targets/plain-json.ts';
import { reactNativeSslManager } from '../../src/targets/react-native-ssl-manager.ts';
import { wultra } from '../../src/targets/wultra.ts';
import { fileOf, pins } from '../plans.ts';

const [a, b] = pins;

function problemsOf(form: { reader?: typeof wultra.reader }, text: string): [string, string, string?][] {
  return form.reader!.read(fileOf(text)).problems.map(({ rule, severity, span }) => {
    const place = text.slice(span.start, span.end);
    return severity ? [rule, place, severity] : [rule, place];
  });
}

describe('react-native-ssl-manager', () => {
  const keys = `"sha256Keys":{"a.example":["sha256/${a}","sha256/${b}"]}`;

  test.each([
    ['nothing', `{${keys}}`, []],
    ['domains as of version 1', `{${keys},"domains":{"production":"a.example"}}`, [['format-version', 'domains']]],
    [
      'settings for all hosts, as of version 1.1',
      `{${keys},"enforcePinning":false}`,
      [['format-version', 'enforcePinning', 'warning']],
    ],
    ['pins twice, of which the last are kept', `{${keys},"sha256Keys":{}}`, [['duplicate-host', 'sha256Keys']]],
    ['one pin', `{"sha256Keys":{"a.example":["sha256/${a}"]}}`, [['trustkit-too-few-pins', 'a.example']]],
    [
      'one host twice',
      `{"sha256Keys":{"a.example":[],${keys.slice(14)}}`,
      [
        ['duplicate-host', 'a.example'],
        ['trustkit-too-few-pins', 'a.example'],
      ],
    ],
    [
      'a mismatch that is let through',
      `{${keys},"domains":{"a.example":{"enforcePinning":false}}}`,
      [['trustkit-not-enforced', 'false']],
    ],
    [
      'a date of another form',
      `{${keys},"domains":{"a.example":{"expirationDate":"soon"}}}`,
      [['expiry-malformed', '"soon"']],
    ],
    [
      'reports without TLS',
      `{${keys},"reportUris":["http://r.example"]}`,
      [['report-uri-insecure', 'http://r.example']],
    ],
    ['a comment', `{${keys} /* x */}`, [['unreadable-file', '/* x */']]],
    ['no keys', '{"domains":{}}', [['unreadable-file', '{"domains":{}}']]],
    ['no JSON', '{', [['unreadable-file', '']]],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(reactNativeSslManager, text)).toEqual(problems);
  });

  test.each([
    ['as needed', `sha256/${a}`, a],
    ['without its prefix', a, null],
    ['without padding, which iOS refuses', `sha256/${a.slice(0, -1)}`, null],
    ['of SHA-1', 'sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=', null],
  ])('a pin %s', (_, written, pin) => {
    const text = `{"sha256Keys":{"a.example":["${written}"]}}`;
    expect(reactNativeSslManager.reader!.read(fileOf(text)).entries[0]?.pins).toMatchObject([{ text: written, pin }]);
  });
});

test.each([
  [
    'a date of another form',
    '{"format":"livepin-static-pins/1","expires":"2027","hosts":{}}',
    [['expiry-malformed', '2027']],
  ],
  ['one host twice', '{"hosts":{"a.example":{},"a.example":{}}}', [['duplicate-host', 'a.example']]],
  ['a comma too many', '{"hosts":{},}', [['unreadable-file', ',']]],
])('plain JSON: %s', (_, text, problems) => {
  expect(problemsOf(plainJson, text)).toEqual(problems);
});

test.each([
  [
    'an entry without a name',
    `{"fingerprints":[{"fingerprint":"${a}"}]}`,
    [['unreadable-file', `{"fingerprint":"${a}"}`]],
  ],
  [
    'a fingerprint of 31 bytes',
    '{"fingerprints":[{"name":"a.example","fingerprint":"AAAA","expires":1}]}',
    [['pin-bad-base64', 'AAAA']],
  ],
  [
    'an end that is no number',
    `{"fingerprints":[{"name":"a.example","fingerprint":"${a}","expires":"x"}]}`,
    [['expiry-malformed', '"x"']],
  ],
])('Wultra: %s', (_, text, problems) => {
  expect(problemsOf(wultra, text)).toEqual(problems);
});
