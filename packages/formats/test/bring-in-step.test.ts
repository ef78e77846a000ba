import type { Host, Pin } from '@livepin/core';
import { describe, expect, test } from 'vitest';
import { bringInStep, type PublishedKeys, type StepQuestion } from '../src/bring-in-step.ts';
import type { PlannedKey } from '../src/plan.ts';
import type { SourceFile } from '../src/read-config.ts';
import { targets } from '../src/targets.ts';
import { fileOf, hostOf, keyOf, pins, planOf } from './plans.ts';

const [old, backup, fresh, ca, otherCa] = pins;
const now = 1_800_000_000;
const day = 86_400;
const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

const keysOf = (role: PlannedKey['role'], ...some: Pin[]) => some.map((pin) => keyOf(pin, role));
const publishing = (keys: readonly PlannedKey[], name = 'api.example.com') => {
  const set: PublishedKeys = { subdomains: false, mode: 'enforce', keys };
  return (host: Host) => (host === name ? set : null);
};
const ask = (file: SourceFile, more: Partial<StepQuestion> = {}) =>
  bringInStep({
    file,
    publishedFor: publishing(keysOf('unknown', backup, fresh)),
    isBesideSdk: false,
    now,
    end: now + 180 * day,
    ...more,
  });
const textOf = (file: SourceFile, more: Partial<StepQuestion> = {}) => new TextDecoder().decode(ask(file, more).bytes);

const nsc = (pinned: readonly string[], { date = dayOf(now + 100 * day), host = 'api.example.com' } = {}) =>
  fileOf(
    `<?xml version="1.0" encoding="utf-8"?>\r\n<!-- ours -->\r\n<network-security-config>\r\n\t<domain-config>\r\n\t\t<domain>${host}</domain>\r\n\t\t<pin-set expiration="${date}">\r\n${pinned
      .map((pin) => `\t\t\t<pin digest='SHA-256'>${pin}</pin> <!-- a key -->\r\n`)
      .join('')}\t\t</pin-set>\r\n\t</domain-config>\r\n</network-security-config>\r\n`,
    'network_security_config.xml',
  );

describe('a file in step', () => {
  test('stays byte for byte, whatever the day, until its dates come near', () => {
    const file = nsc([fresh, backup]);
    expect(ask(file)).toMatchObject({ hosts: ['api.example.com'], foreign: [], isStale: false, left: [] });
    expect(ask(file).bytes).toBe(file.bytes);
    expect(ask(file, { now: now + 60 * day }).bytes).toBe(file.bytes);
  });

  test('gets a new end a month before its own, and nothing else', () => {
    const file = nsc([fresh, backup], { date: dayOf(now + 29 * day) });
    expect(textOf(file)).toBe(file.text?.replace(dayOf(now + 29 * day), dayOf(now + 179 * day)));
  });

  test('gets a date that can be read in place of one that cannot', () => {
    const file = nsc([fresh, backup], { date: '2027/1/1' });
    expect(textOf(file)).toBe(file.text?.replace('2027/1/1', dayOf(now + 179 * day)));
  });
});

test('one pin that is left is not written in the place of two, and that is said; where there was one, it is', () => {
  const publishedFor = publishing(keysOf('unknown', fresh));
  const two = nsc([fresh, backup]);
  expect(ask(two, { publishedFor })).toMatchObject({
    isStale: true,
    left: [{ sentence: expect.stringContaining('api.example.com: one pin of those that are published can be used') }],
  });
  expect(ask(two, { publishedFor }).bytes).toBe(two.bytes);
  expect(textOf(nsc([old]), { publishedFor })).toContain(`>${fresh}</pin>`);
});

test('a key that was exchanged is exchanged in place, with a new end; comments and the ends of lines stay', () => {
  const file = nsc([old, backup]);
  const expected = file.text?.replace(old, fresh).replace(dayOf(now + 100 * day), dayOf(now + 179 * day));
  expect(textOf(file)).toBe(expected);
  expect(ask(fileOf(textOf(file), file.path)).bytes.length).toBe(expected?.length);
  expect(textOf(fileOf(textOf(file), file.path))).toBe(expected);
});

test('hosts that are not published are named, and not touched', () => {
  const file = nsc([old], { host: 'cdn.example.org', date: dayOf(now - day) });
  const { bytes, foreign, hosts, isStale } = ask(file);
  expect(bytes).toBe(file.bytes);
  expect({ foreign, hosts, isStale }).toEqual({ foreign: ['cdn.example.org'], hosts: [], isStale: false });
});

describe('beside an SDK', () => {
  test('pins of CAs stay, and get a new end in time', () => {
    const file = nsc([ca, otherCa], { date: dayOf(now + 5 * day) });
    expect(ask(file, { isBesideSdk: true })).toMatchObject({ kept: ['api.example.com'], isStale: false });
    expect(textOf(file, { isBesideSdk: true })).toBe(file.text?.replace(dayOf(now + 5 * day), dayOf(now + 179 * day)));
  });

  test('published pins are brought in step', () => {
    expect(textOf(nsc([old, backup]), { isBesideSdk: true })).toContain(fresh);
  });
});

test('a program that Livepin wrote gets its end together with its pins', () => {
  const kotlin = targets.find(({ id }) => id === 'okhttp-kotlin')!;
  const plan = planOf([hostOf('api.example.com', [keyOf(old), keyOf(backup, 'backup')])], {
    madeAt: now - 100 * day,
    expires: now + 80 * day,
  });
  const [{ path, text }] = kotlin.generate(plan).files as [{ path: string; text: string }];
  const after = textOf(fileOf(text, path));
  const end = now + 180 * day;
  expect(after).toContain(`// From ${dayOf(end)} on nothing is pinned`);
  expect(after).toContain(`currentTimeMillis() >= ${end}000L`);
  expect(after).toContain(`safe until ${dayOf(end)}.`);
  expect(after).toContain(`"sha256/${fresh}"`);
  const soon = textOf(fileOf(after, path), { now: end - 20 * day, end: end + 160 * day });
  expect(soon).toContain(`currentTimeMillis() >= ${end + 160 * day}000L`);
});

test('on iOS, where Ktor looks at the clock in seconds, too', () => {
  const ktor = targets.find(({ id }) => id === 'ktor')!;
  const keys = [keyOf(backup, 'backup'), keyOf(fresh)];
  const plan = planOf([hostOf('api.example.com', keys)], { madeAt: now - 160 * day, expires: now + 20 * day });
  const { path, text } = ktor.generate(plan).files.find((file) => file.path.includes('iosMain'))!;
  const after = textOf(fileOf(text, path));
  expect(after).toContain(`if (NSDate().timeIntervalSince1970 >= ${now + 180 * day}.0) return@engine`);
  expect(after).not.toContain(dayOf(now + 20 * day));
});

describe('forms that hold a part of the keys', () => {
  const ats = (...pinned: string[]) =>
    fileOf(
      `<plist version="1.0"><dict><key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict><key>api.example.com</key><dict><key>NSPinnedLeafIdentities</key><array>${pinned
        .map((pin) => `<dict><key>SPKI-SHA256-BASE64</key><string>${pin}</string></dict>`)
        .join('')}</array></dict></dict></dict></dict></plist>`,
      'Info.plist',
    );

  test('ask for roles, and say so where they stay out of step', () => {
    const file = ats(old, backup);
    expect(ask(file)).toMatchObject({ needsRoles: true, isStale: true, left: [] });
    expect(ask(file).bytes).toBe(file.bytes);
    expect(ask(ats(fresh, backup))).toMatchObject({ needsRoles: true, isStale: false });
  });

  test('are brought in step once roles are known', () => {
    const keys = [keyOf(fresh, 'leaf'), keyOf(backup, 'backup')];
    const after = ask(ats(old, backup), { publishedFor: publishing(keys) });
    expect(after).toMatchObject({ needsRoles: false, isStale: false });
    expect(new TextDecoder().decode(after.bytes)).toBe(ats(fresh, backup).text);
  });
});

test.each([
  {
    says: 'pins that are shared with a host of others',
    file: fileOf(
      nsc([old, backup]).text!.replace('</domain>', '</domain><domain>cdn.example.org</domain>'),
      'network_security_config.xml',
    ),
  },
  {
    says: 'a form that is not rewritten',
    file: fileOf(
      `server_name api.example.com;\nadd_header Public-Key-Pins 'pin-sha256="${old}"; pin-sha256="${backup}"; max-age=5';\n`,
      'nginx.conf',
    ),
  },
])('what must be changed by hand is said: $says', ({ file }) => {
  const { bytes, isStale, left } = ask(file);
  expect(bytes).toBe(file.bytes);
  expect(isStale).toBe(true);
  expect(left).toHaveLength(1);
});

test('pins that are computed are told of, and fail nothing, unless one beside them is out of step', () => {
  const kotlin = (...items: string[]) =>
    fileOf(`val pinner = CertificatePinner.Builder().add("api.example.com", ${items.join(', ')}).build()\n`, 'Pins.kt');
  expect(ask(kotlin('BuildConfig.PIN'))).toMatchObject({ isStale: false, left: [expect.anything()] });
  expect(ask(kotlin(`"sha256/${backup}"`, 'BuildConfig.PIN'))).toMatchObject({ isStale: false });
  expect(ask(kotlin(`"sha256/${old}"`, 'BuildConfig.PIN'))).toMatchObject({ isStale: true, left: [expect.anything()] });
});
