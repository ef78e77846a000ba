import { describe, expect, test } from 'vitest';
import { okHttpPin, readPinner } from '../../src/okhttp/read-pinner.ts';
import type { Language } from '../../src/text/source.ts';
import { pins } from '../plans.ts';

const [a, b, c] = pins;

function summary(text: string, language: Language = 'kotlin') {
  const { entries, problems } = readPinner(text, language, okHttpPin);
  return {
    entries: entries.map(({ host, coverage, pins: read }) => [host.host, coverage, read.map(({ pin }) => pin)]),
    problems: problems.map(({ rule, span }) => [rule, text.slice(span.start, span.end)]),
  };
}

describe('reading a CertificatePinner', () => {
  test('calls in a chain, several pins in one and several calls for one pattern', () => {
    const text = `
      val pinner = CertificatePinner.Builder()
          .add("api.example.com", "sha256/${a}") // the leaf
          .add("api.example.com", "sha256/${b}")
          .add("**.example.org", "sha256/${b}", "sha256/${c}")
          .add("*.example.net", "sha256/${c}")
          .build()
      list.add("sha", "not a pin")`;
    expect(summary(text)).toEqual({
      entries: [
        ['api.example.com', 'host', [a, b]],
        ['example.org', 'host-and-below', [b, c]],
        ['example.net', 'one-label', [c]],
      ],
      problems: [],
    });
  });

  test('a builder in a variable, and constants of a class', () => {
    const text = `
      public final class Net {
        private static final String HOST = "api.example.com";
        private static final String[] PINS = {"sha256/${a}", "sha256/" + Net.SECOND};
        static final String SECOND = "${b}";
        void f(CertificatePinner.Builder given) {
          CertificatePinner.Builder builder = new CertificatePinner.Builder();
          builder.add(HOST, PINS);
          given.add("www." + HOST, Other.PIN);
        }
      }`;
    expect(summary(text, 'java')).toEqual({
      entries: [
        ['api.example.com', 'host', [a, b]],
        ['www.api.example.com', 'host', []],
      ],
      problems: [['pin-indirect', 'Other.PIN']],
    });
  });

  test('a builder that is handed to a block, and a loop', () => {
    const text = `
      private val pins = listOf("sha256/${a}", "sha256/${b}")
      val p = CertificatePinner.Builder().apply {
          pins.forEach { add("api.example.com", it) }
          add("www.example.com", *pins.toTypedArray())
          add(BuildConfig.HOST, "sha256/${c}")
      }.build()`;
    expect(summary(text)).toEqual({
      entries: [
        ['api.example.com', 'host', []],
        ['www.example.com', 'host', [a, b]],
      ],
      problems: [
        ['pin-indirect', 'it'],
        ['pin-indirect', 'BuildConfig.HOST'],
      ],
    });
  });

  test('an array that is spread', () => {
    const text = `val PINS = arrayOf("sha256/${a}", "sha256/${b}")
      CertificatePinner.Builder().add("api.example.com", *PINS)`;
    expect(summary(text).entries).toEqual([['api.example.com', 'host', [a, b]]]);
  });

  test('an entry of which not all is known says so', () => {
    const text = `CertificatePinner.Builder().add("a.example", "sha256/${a}", X).add("b.example", "sha256/${a}")`;
    const { entries } = readPinner(text, 'kotlin', okHttpPin);
    expect(entries.map(({ isPartial }) => isPartial)).toEqual([true, undefined]);
  });

  test('calls in comments count for nothing, and are told of where there are no others', () => {
    const commented = `/* CertificatePinner.Builder()
      .add("api.example.com", "sha256/${a}") */
      val client = OkHttpClient()`;
    expect(summary(commented).entries).toEqual([]);
    expect(summary(commented).problems.map(([rule]) => rule)).toEqual(['pinning-commented-out']);
    const replaced = `CertificatePinner.Builder()
      // .add("api.example.com", "sha256/${a}")
      .add("api.example.com", "sha256/${b}")`;
    expect(summary(replaced)).toEqual({ entries: [['api.example.com', 'host', [b]]], problems: [] });
  });

  test.each([
    { says: 'without padding', text: `sha256/${a.slice(0, -1)}`, pin: a },
    { says: 'in the alphabet of URLs', text: `sha256/${a.replaceAll('+', '-').replaceAll('/', '_')}`, pin: a },
    { says: 'with SHA-1', text: 'sha1/2jmj7l5rSw0yVb/vlWAYkK/YBwk=', pin: null },
    { says: 'too short', text: `sha256/${a.slice(0, 20)}`, pin: null },
    { says: 'without its prefix', text: a, pin: null },
  ])('a pin $says', ({ text, pin }) => {
    const { entries } = readPinner(`CertificatePinner.Builder().add("a.example", "${text}")`, 'kotlin', okHttpPin);
    expect(entries[0]!.pins).toMatchObject([{ text, pin, of: 'key' }]);
  });

  test('places are those of the literals', () => {
    const text = `const val HOST = "api.example.com"\nCertificatePinner.Builder().add(HOST, "sha256/${a}")`;
    const [entry] = readPinner(text, 'kotlin', okHttpPin).entries;
    expect(text.slice(entry!.host.span.start, entry!.host.span.end)).toBe('api.example.com');
    expect(text.slice(entry!.pins[0]!.span.start, entry!.pins[0]!.span.end)).toBe(`sha256/${a}`);
    expect(text.slice(entry!.span.start, entry!.span.end)).toBe(`add(HOST, "sha256/${a}")`);
  });
});
