import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import { readCurl } from '../../src/shell/curl-commands.ts';
import { curl } from '../../src/targets/curl.ts';
import { fileOf, hostOf, keyOf, pins, planOf } from '../plans.ts';

const [a, b, c, d] = pins;

function summary(text: string) {
  const { commands, problems } = readCurl(text);
  return {
    entries: commands.flatMap(({ entries }) =>
      entries.map(({ host, pins: read }) => [host.host, read.map(({ pin }) => pin)]),
    ),
    problems: problems.map(({ rule }) => rule),
  };
}

describe('reading curl commands', () => {
  test.each([
    {
      says: 'single quotes',
      text: `curl --pinnedpubkey 'sha256//${a};sha256//${b}' https://api.example.com/x`,
      pins: [a, b],
    },
    {
      says: 'double quotes',
      text: `curl -s "https://api.example.com:8443/?q=1" --pinnedpubkey "sha256//${a}"`,
      pins: [a],
    },
    {
      says: 'semicolons with a backslash',
      text: `curl --pinnedpubkey sha256//${a}\\;sha256//${b} https://api.example.com`,
      pins: [a, b],
    },
    {
      says: 'several lines',
      text: `/usr/bin/curl \\\n  --fail \\\r\n  --pinnedpubkey 'sha256//${a}' \\\n  https://api.example.com | jq`,
      pins: [a],
    },
    {
      says: 'the last of two',
      text: `curl --pinnedpubkey 'sha256//${b}' --pinnedpubkey 'sha256//${a}' https://api.example.com`,
      pins: [a],
    },
    {
      says: 'a variable',
      text: `PIN='sha256//${a}'\nexport URL=https://api.example.com\ncurl --pinnedpubkey "$PIN" "\${URL}/x"`,
      pins: [a],
    },
    { says: 'no scheme', text: `curl --pinnedpubkey 'sha256//${a}' api.example.com/x`, pins: [a] },
    {
      says: 'a CI file',
      text: `name: Don't fail\nsteps:\n  - run: |\n      curl --pinnedpubkey 'sha256//${a}' https://user:x@api.example.com/\n`,
      pins: [a],
    },
    {
      says: 'a Dockerfile',
      text: `RUN apk add curl && curl --pinnedpubkey 'sha256//${a}' -o x https://api.example.com/x`,
      pins: [a],
    },
    { says: 'a file', text: 'curl --pinnedpubkey key.pem https://api.example.com', pins: [null] },
    { says: 'one slash', text: `curl --pinnedpubkey 'sha256/${a}' https://api.example.com`, pins: [null] },
    {
      says: 'no padding',
      text: `curl --pinnedpubkey 'sha256//${a.slice(0, -1)}' https://api.example.com`,
      pins: [null],
    },
    {
      says: 'a comma between',
      text: `curl --pinnedpubkey 'sha256//${a},sha256//${b}' https://api.example.com`,
      pins: [null],
    },
    {
      says: 'a second hash without a prefix',
      text: `curl --pinnedpubkey 'sha256//${a};${b}' https://api.example.com`,
      pins: [a, null],
    },
  ])('$says', ({ text, pins: expected }) => {
    expect(summary(text)).toEqual({ entries: [['api.example.com', expected]], problems: [] });
  });

  test.each([
    {
      says: 'a variable from elsewhere',
      text: 'curl --pinnedpubkey "$PIN" https://api.example.com',
      problems: ['pin-indirect'],
    },
    {
      says: 'a variable set twice',
      text: `P=sha256//${a}\nP=sha256//${b}\ncurl --pinnedpubkey "$P" https://api.example.com`,
      problems: ['pin-indirect'],
    },
    {
      says: 'a host from elsewhere',
      text: `curl --pinnedpubkey 'sha256//${a}' "https://$HOST/"`,
      problems: ['pin-indirect'],
    },
    { says: 'no host', text: `curl --pinnedpubkey 'sha256//${a}' "$@"`, problems: ['pin-indirect'] },
    {
      says: 'no verification',
      text: `curl -sk --pinnedpubkey 'sha256//${a}' https://api.example.com`,
      problems: ['curl-insecure'],
    },
    {
      says: 'a pin of the connection itself',
      text: 'curl --pinnedpubkey "sha256//$(openssl s_client -connect x:443 | openssl x509 -pubkey)" https://api.example.com',
      problems: ['curl-pin-from-peer'],
    },
    {
      says: 'a comment',
      text: `  # curl --pinnedpubkey 'sha256//${a}' https://api.example.com`,
      problems: ['pinning-commented-out'],
    },
  ])('$says is told', ({ text, problems }) => {
    expect(summary(text).problems).toEqual(problems);
  });

  test('any text is read without a fault', () => {
    const bits = fc.constantFrom(
      'curl ',
      '--pinnedpubkey ',
      `'sha256//${a}'`,
      ' https://x.example/',
      '"',
      "'",
      '$',
      '$(',
      '\u0024{',
      ')',
      '}',
      '`',
      '\\',
      '\n',
      '#',
      ';',
      'A=',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 30 }),
        (pieces) => void readCurl(`curl --pinnedpubkey ${pieces.join('')}`),
      ),
    );
  });
});

describe('rewriting curl commands', () => {
  const plan = planOf([hostOf('api.example.com', [keyOf(c), keyOf(a, 'intermediate'), keyOf(d, 'backup')])]);
  const rewrite = (text: string) => {
    const { change, left } = curl.rewriter!.rewrite(fileOf(text, 'a.sh'), plan);
    return { text: change.kind === 'edits' ? applyEdits(text, change.edits) : text, left: left.length };
  };

  test('the pins change, and those that stay keep their place', () => {
    const text = (value: string) =>
      `set -e\ncurl -s --pinnedpubkey "${value}" \\\n  https://api.example.com/x # ours\n`;
    expect(rewrite(text(`sha256//${b};sha256//${d}`))).toEqual({ text: text(`sha256//${d};sha256//${c}`), left: 0 });
    expect(rewrite(text(`sha256//${d};sha256//${c}`))).toEqual({ text: text(`sha256//${d};sha256//${c}`), left: 0 });
  });

  test.each([
    { says: 'a variable', text: `P='sha256//${b}'\ncurl --pinnedpubkey "$P" https://api.example.com` },
    { says: 'backslashes within', text: `curl --pinnedpubkey sha256//${b}\\;sha256//${a} https://api.example.com` },
    {
      says: 'a URL of another host beside it',
      text: `curl --pinnedpubkey 'sha256//${b}' https://api.example.com https://www.example.com`,
    },
  ])('$says is left as it is, and said', ({ text }) => {
    expect(rewrite(text)).toEqual({ text, left: 1 });
  });
});

// Found by the property of mixed-up bytes: a quote that nothing closes ended one beyond the file.
test.each(["'", '"', '`', '$(', '${', '\\', "'a", '"a', '"a\\', '"$(a'])(
  'what %j opens at the end of a file ends with the file',
  (opened) => {
    const command = `curl --pinnedpubkey ${opened}`;
    const { commands, problems } = readCurl(command);
    const ends = [...commands, ...problems].map(({ span }) => span.end);
    expect(new Set(ends)).toEqual(new Set([command.length]));
  },
);

test('a request after --next has its own pins, or none', () => {
  const pinned = `--pinnedpubkey 'sha256//${a};sha256//${b}' https://api.example.com`;
  expect(summary(`curl ${pinned} --next https://b.example.com`)).toEqual({
    entries: [['api.example.com', [a, b]]],
    problems: [],
  });
  expect(summary(`curl https://b.example.com -: ${pinned} | jq`).entries).toEqual([['api.example.com', [a, b]]]);
});

// What looks from each of them to the end of the line would be busy for hours, and end in the time limit of the test.
test.each([
  { says: 'commands on one line', piece: 'curl a;' },
  { says: 'variables on one logical line', piece: 'A=1 \\\n' },
  { says: 'variables that do not end', piece: 'A=$( \\\n' },
  { says: 'pins in comments', piece: '# curl --pinnedpubkey a\n' },
])('very many $says', ({ piece }) => {
  const { commands, problems } = readCurl(`${piece.repeat(200_000)}\n# curl --pinnedpubkey a`);
  expect(commands).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
});
