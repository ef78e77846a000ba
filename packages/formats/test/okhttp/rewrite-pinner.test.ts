import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import { okHttpKotlin } from '../../src/targets/okhttp-kotlin.ts';
import { fileOf, hostOf, keyOf, pins, planOf } from '../plans.ts';

const [a, b, c, d] = pins;
const plan = planOf([hostOf('api.example.com', [keyOf(c), keyOf(d, 'backup')])]);

function rewrite(text: string, by = plan): { text: string; left: string[] } {
  const { change, left } = okHttpKotlin.rewriter!.rewrite(fileOf(text, 'Pins.kt'), by);
  return {
    text: change.kind === 'edits' ? applyEdits(text, change.edits) : text,
    left: left.map(({ sentence }) => sentence),
  };
}

describe('rewriting the pins of a CertificatePinner', () => {
  test.each([
    {
      says: 'pins take the place of pins, and nothing else changes',
      before: `/* ours */ CertificatePinner.Builder()\r\n\t.add( "api.example.com" ,"sha256/${a}", // leaf\r\n\t  "sha256/${b}" )\r\n\t.add("other.example", "sha256/${a}")`,
      after: `/* ours */ CertificatePinner.Builder()\r\n\t.add( "api.example.com" ,"sha256/${c}", // leaf\r\n\t  "sha256/${d}" )\r\n\t.add("other.example", "sha256/${a}")`,
    },
    {
      says: 'a pin that stays is not touched',
      before: `CertificatePinner.Builder().add("api.example.com", "sha256/${d}", "sha256/${b}")`,
      after: `CertificatePinner.Builder().add("api.example.com", "sha256/${d}", "sha256/${c}")`,
    },
    {
      says: 'one more is written beside the last',
      before: `CertificatePinner.Builder().add("api.example.com", "sha256/${a}").build()`,
      after: `CertificatePinner.Builder().add("api.example.com", "sha256/${c}", "sha256/${d}").build()`,
    },
    {
      says: 'one less goes with its comma',
      before: `CertificatePinner.Builder().add("api.example.com", "sha256/${a}", "sha256/${c}", "sha256/${d}")`,
      after: `CertificatePinner.Builder().add("api.example.com", "sha256/${c}", "sha256/${d}")`,
    },
    {
      says: 'calls of one pin each',
      before: `CertificatePinner.Builder()\n  .add("api.example.com", "sha256/${a}")\n  .add("api.example.com", "sha256/${b}")`,
      after: `CertificatePinner.Builder()\n  .add("api.example.com", "sha256/${c}")\n  .add("api.example.com", "sha256/${d}")`,
    },
    {
      says: 'constants are changed where they stand',
      before: `const val ONE = "${a}"\nval TWO = "sha256/${b}"\nCertificatePinner.Builder().add("api.example.com", "sha256/$ONE", TWO)`,
      after: `const val ONE = "${c}"\nval TWO = "sha256/${d}"\nCertificatePinner.Builder().add("api.example.com", "sha256/$ONE", TWO)`,
    },
  ])('$says', ({ before, after }) => {
    expect(rewrite(before)).toEqual({ text: after, left: [] });
    expect(rewrite(after)).toEqual({ text: after, left: [] });
  });

  test.each([
    { says: 'a pin of another file', text: `CertificatePinner.Builder().add("api.example.com", "sha256/${a}", X.PIN)` },
    {
      says: 'a constant that another host shares',
      text: `val P = "sha256/${a}"\nval Q = "sha256/${b}"\nCertificatePinner.Builder().add("api.example.com", P, Q).add("www.example.com", P)`,
    },
    {
      says: 'more pins than constants',
      text: `val P = "sha256/${a}"\nCertificatePinner.Builder().add("api.example.com", P)`,
    },
    {
      says: 'fewer pins than calls',
      text: `CertificatePinner.Builder().add("api.example.com", "sha256/${a}").add("api.example.com", "sha256/${b}").add("api.example.com", "sha256/${c}")`,
    },
    {
      says: 'a pin in two halves',
      text: `CertificatePinner.Builder().add("api.example.com", "sha256/${a.slice(0, 9)}" + "${a.slice(9)}")`,
    },
  ])('$says is left as it is, and said', ({ text }) => {
    const { text: after, left } = rewrite(text);
    expect(after).toBe(text);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('api.example.com');
  });

  test('what was generated becomes what would be generated now', () => {
    const old = planOf([hostOf('api.example.com', [keyOf(a), keyOf(b, 'backup')])]);
    const [before] = okHttpKotlin.generate(old).files;
    const [after] = okHttpKotlin.generate(plan).files;
    expect(rewrite(before!.text)).toEqual({ text: after!.text, left: [] });
  });
});
