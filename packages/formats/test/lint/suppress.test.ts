import { describe, expect, test } from 'vitest';
import { fingerprintsOf } from '../../src/lint/baseline.ts';
import { a, b, domainConfig, nsc, nscPath, pinner, pinnerPath, sha256 } from '../../src/lint/example-pieces.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import { lint } from '../../src/lint/lint.ts';
import { suppress } from '../../src/lint/suppress.ts';
import { projectOf } from './example-project.ts';

function judged(files: Record<string, string>) {
  const project = projectOf({ files });
  const { findings, suppressed } = suppress(project, lint(project, exampleWorld));
  return {
    left: findings.map(({ rule }) => rule),
    suppressed: suppressed.map(({ finding, reason }) => [finding.rule, reason]),
  };
}

const single = `        ${pinner(['*.example.com', sha256(a), sha256(b)])
  .split('\n')[3]
  ?.trim()}`;
const kotlin = (line: string) =>
  `import okhttp3.CertificatePinner\nval pinner = CertificatePinner.Builder()\n${line}\n    .build()\n`;

describe('a comment that lets a finding stand', () => {
  test.each([
    ['on the line above', `// livepin-ignore okhttp-single-star the apex has no TLS\n${single}`],
    ['at the end of the line', `${single} // livepin-ignore okhttp-single-star the apex has no TLS`],
    ['as a block', `/* livepin-ignore okhttp-single-star the apex has no TLS */\n${single}`],
    ['with other rules', `// livepin-ignore okhttp-overlap,okhttp-single-star the apex has no TLS\n${single}`],
  ])('%s', (_, line) => {
    expect(judged({ [pinnerPath]: kotlin(line) })).toEqual({
      left: [],
      suppressed: [['okhttp-single-star', 'the apex has no TLS']],
    });
  });

  test.each([
    ['two lines above', `// livepin-ignore okhttp-single-star reason\n\n${single}`, []],
    ['of another rule', `// livepin-ignore okhttp-overlap reason\n${single}`, []],
    ['without a reason', `// livepin-ignore okhttp-single-star\n${single}`, ['suppression-malformed']],
    ['without a rule', `// livepin-ignore\n${single}`, ['suppression-malformed']],
    [
      'in a string',
      `${single.replace('.add(', '.also { log("// livepin-ignore okhttp-single-star reason") }.add(')}`,
      [],
    ],
    ['at the end of the line above', `    .dummy() // livepin-ignore okhttp-single-star reason\n${single}`, []],
  ])('not %s', (_, line, more) => {
    const { left, suppressed } = judged({ [pinnerPath]: kotlin(line) });
    expect(left.toSorted()).toEqual(['okhttp-single-star', ...more].toSorted());
    expect(suppressed).toEqual([]);
  });

  test('in XML, with the line ends of Windows', () => {
    const text = nsc(
      domainConfig('api.example.com', [a, b], null).replace(
        '    <domain ',
        '    <!-- livepin-ignore pin-set-no-expiry a kiosk -->\n    <domain ',
      ),
    ).replaceAll('\n', '\r\n');
    expect(judged({ [nscPath]: text })).toEqual({ left: [], suppressed: [['pin-set-no-expiry', 'a kiosk']] });
  });
});

// What looks from each blank, or from each comment, to the end of the line would be busy for hours, and end in the time limit.
test.each([
  ['blanks', `// livepin-ignore x a${' '.repeat(500_000)}b`],
  ['comments on one line', '/* livepin-ignore x y */'.repeat(50_000)],
  ['comments in one', '// livepin-ignore x '.repeat(50_000)],
])('very many %s', (_, line) => {
  expect(judged({ [pinnerPath]: kotlin(`${line}\n${single}`) }).left).toEqual(['okhttp-single-star']);
});

describe('the fingerprint of a finding', () => {
  const text = nsc(domainConfig('api.example.com', [a]) + domainConfig('push.example.com', [b]));
  const of = (written: string, path = nscPath) => {
    const project = projectOf({ files: { [path]: written } });
    return fingerprintsOf(project, lint(project, exampleWorld));
  };

  test('stays when lines move or the file is indented anew', () => {
    expect(of(text.replace('<network-security-config>', '<!-- moved -->\n\n<network-security-config>'))).toEqual(
      of(text),
    );
    expect(of(text.replaceAll('    ', '\t').replaceAll('\n', '\r\n'))).toEqual(of(text));
  });

  test('tells findings apart', () => {
    expect(new Set(of(text)).size).toBe(2);
    const same = nsc(domainConfig('api.example.com', [a]) + domainConfig('push.example.com', [a]));
    expect(new Set(of(same)).size).toBe(of(same).length);
    expect(of(text, 'app/src/main/res/xml/other.xml')).not.toEqual(of(text));
    for (const fingerprint of of(text)) expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });

  test('goes with what is wrong', () => {
    expect(of(text.replace(a, a.replace('G3s', 'H3s')))).not.toEqual(of(text));
  });
});
