import { isIP } from 'node:net';
import {
  decodeBase64,
  decodeBase64Url,
  decodeUtf8,
  encodeBase64,
  encodeBase64Url,
  encodeUtf8,
  findPinSet,
  isAddress,
  LivepinError,
  normalizeHost,
  parseContent,
  parseHost,
  parseJson,
  policyOf,
} from '@livepin/core';
import { domain, testPin } from '@livepin/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, OddNumber } from '../src/json.ts';

// The portable readers against those of Node, which here stand for the specifications.

test('base64 and base64url are written as Node writes them, and read back', () => {
  const law = fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
  });
  fc.assert(law, { numRuns: 500 });
});

test('what base64url decodes has that one spelling', () => {
  const almost = fc.string({ unit: fc.constantFrom(...'AQgw_-+/=zZ9'), maxLength: 8 });
  fc.assert(
    fc.property(almost, (text) => {
      const bytes = decodeBase64Url(text);
      if (bytes) expect(encodeBase64Url(bytes)).toBe(text);
      const standard = decodeBase64(text);
      if (standard) expect(encodeBase64(standard)).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

test('UTF-8 is read as by a fatal TextDecoder, and written as by TextEncoder', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const pieces = fc.array(
    fc.constantFrom(
      0x00,
      0x41,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xe0,
      0xa0,
      0xed,
      0x9f,
      0xef,
      0xf0,
      0x90,
      0xf4,
      0x8f,
      0xf5,
      0xff,
    ),
    {
      maxLength: 8,
    },
  );
  const law = fc.property(
    fc.oneof(
      pieces.map((list) => Uint8Array.from(list)),
      fc.string({ unit: 'binary' }).map((text) => encodeUtf8(text)),
    ),
    (bytes) => {
      let expected: string | null = null;
      try {
        expected = decoder.decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
      expect(decodeUtf8(bytes)).toBe(expected?.startsWith('\ufeff') ? null : expected);
    },
  );
  fc.assert(law, { numRuns: 5_000 });
  const written = fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
  });
  fc.assert(written);
});

function plain(value: Json): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
  if (value instanceof OddNumber) return Number(value.text);
  return Array.isArray(value) ? value.map(plain) : value;
}

test('JSON is read as JSON.parse reads it, and what that refuses is refused', () => {
  const broken = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom(...'{}[]",:\\0-+e.\u0001 '))
    .map(([text, at, letter]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + letter + text.slice(place + 1);
    });
  const law = fc.property(fc.oneof(fc.json({ maxDepth: 3 }), broken), (text) => {
    let expected: unknown;
    try {
      expected = JSON.parse(text);
    } catch {
      expect(() => parseJson(text, 'text', 8)).toThrow(LivepinError);
      return;
    }
    try {
      expect(plain(parseJson(text, 'text', 8))).toEqual(expected);
    } catch (error) {
      // The one thing that JSON.parse lets pass.
      expect((error as LivepinError).code).toBe('LP_JSON_DUPLICATE_MEMBER');
    }
  });
  fc.assert(law, { numRuns: 5_000 });
});

test('an IP address has one canonical text, that of URL', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const host = normalizeHost(text);
      expect(isIP(host)).toBeGreaterThan(0);
      expect(isAddress(host)).toBe(true);
      if (isIP(host) === 6) expect(new URL(`https://[${text}]/`).hostname).toBe(`[${host}]`);
    }),
    { numRuns: 2_000 },
  );
});

test('what a URL takes for a host is taken for the same host, or for none', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abX09._-:[]%'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, (name) => {
      let host: string;
      try {
        host = normalizeHost(name);
      } catch (error) {
        expect((error as LivepinError).code).toBe('LP_HOST_MALFORMED');
        return;
      }
      const url = new URL(`https://${isIP(host) === 6 ? `[${host}]` : host}/`);
      expect(url.hostname.replace(/^\[|\]$/g, '')).toBe(host);
      expect(parseHost(host, 'host')).toBe(host);
    }),
    { numRuns: 5_000 },
  );
});

test('upper case and a trailing dot change nothing', () => {
  const content = (host: string) =>
    parseContent(
      parseJson(
        JSON.stringify({ refresh: 60, unlisted: 'allow', domains: [domain(host, [testPin('leaf')])] }),
        'content',
        8,
      ) as never,
    );
  fc.assert(
    fc.property(fc.domain(), fc.boolean(), (name, dot) => {
      const policy = policyOf(content(name.toLowerCase()));
      expect(findPinSet(policy, normalizeHost(name.toUpperCase() + (dot ? '.' : '')))).not.toBeNull();
    }),
  );
});
