import { encodeBase64, type Host, type Pin, parseHost, parsePin } from '@livepin/core';
import fc from 'fast-check';
import type { PinPlan, PlannedHost, PlannedKey } from '../src/plan.ts';
import type { SourceFile } from '../src/read-config.ts';
import { sourceFileOf } from '../src/text/source-file.ts';

/** Pins that differ at a glance; SHA-256 of nothing in particular. */
export const pins = ['pa', 'pb', 'pc', 'pd', 'pe'].map((name) => pinOf(name)) as [Pin, Pin, Pin, Pin, Pin];

export function pinOf(name: string): Pin {
  const bytes = new Uint8Array(32).map((_, at) => (name.charCodeAt(at % name.length) * 31 + at * 7) % 256);
  return parsePin(encodeBase64(bytes), 'test');
}

export function keyOf(pin: Pin, role: PlannedKey['role'] = 'leaf', label = `CN=${role}`): PlannedKey {
  return { pin, role, label, notAfter: role === 'backup' ? null : 1_798_761_600 };
}

export function hostOf(name: string, keys: readonly PlannedKey[], more: Partial<PlannedHost> = {}): PlannedHost {
  return { host: parseHost(name, 'test'), subdomains: false, mode: 'enforce', keys, ...more };
}

/** Made on 2026-11-26, and safe until 2027-06-01. */
export function planOf(hosts: readonly PlannedHost[], more: Partial<PinPlan> = {}): PinPlan {
  return { hosts, madeAt: 1_795_651_200, expires: 1_811_808_000, isBesideSdk: false, ...more };
}

export const twoHosts = planOf([
  hostOf('api.example.com', [keyOf(pins[0]), keyOf(pins[1], 'backup', 'backup.pem')], { subdomains: true }),
  hostOf('xn--bcher-kva.example.org', [keyOf(pins[2]), keyOf(pins[3], 'backup', 'backup.pem')]),
]);

export function fileOf(text: string | Uint8Array, path = 'file'): SourceFile {
  return sourceFileOf(path, typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const pin = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => parsePin(encodeBase64(bytes), 'test'));
const role = fc.constantFrom('leaf', 'intermediate', 'anchor', 'backup');

/** Plans of names below a public suffix, with at least two keys each, one of them a leaf. */
export const plans: fc.Arbitrary<PinPlan> = fc
  .uniqueArray(
    fc.record({
      host: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => `${labels.join('.')}.example.com` as Host),
      subdomains: fc.boolean(),
      mode: fc.constantFrom('enforce', 'report'),
      keys: fc
        .uniqueArray(pin, { minLength: 2, maxLength: 4 })
        .chain((some) => fc.tuple(...some.map((each, at) => role.map((its) => keyOf(each, at === 0 ? 'leaf' : its))))),
    }),
    { minLength: 1, maxLength: 4, selector: ({ host }) => host },
  )
  .chain((hosts) =>
    fc.record({
      hosts: fc.constant(hosts),
      madeAt: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
      expires: fc.option(fc.integer({ min: 1_900_000_000, max: 2_000_000_000 })),
      isBesideSdk: fc.constant(false),
    }),
  );
