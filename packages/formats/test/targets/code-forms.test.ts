import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PinPlan } from '../../src/plan.ts';
import { targets } from '../../src/targets.ts';
import { hostOf, keyOf, pins, planOf } from '../plans.ts';

const [a, b, c, d] = pins;
const generate = (id: string, plan: PinPlan) => targets.find((each) => each.id === id)!.generate(plan);
const rulesOf = (id: string, plan: PinPlan) => generate(id, plan).losses.map(({ rule }) => rule);

const leafAlone = [
  'curl',
  'node',
  'unity',
  'flutter-security-context',
  'flutter-dio',
  'flutter-http-certificate-pinning',
];
const wholePath = [
  'go',
  'electron',
  'httpurlconnection',
  'httpurlconnection-android',
  'urlsession',
  'alamofire',
  'dotnet',
  'python-urllib3',
  'python-aiohttp',
];
const unions = ['okhttp-kotlin', 'okhttp-java', 'ktor'];
const names = [...unions, 'cronet', 'react-native-ssl-public-key-pinning'];
const every = [...leafAlone, ...wholePath, ...names];

const withCa = planOf([hostOf('api.example.com', [keyOf(a), keyOf(b, 'intermediate'), keyOf(c, 'backup')])]);
const casOnly = planOf([hostOf('api.example.com', [keyOf(a, 'anchor'), keyOf(b, 'intermediate')])]);
const nested = planOf([
  hostOf('example.com', [keyOf(a), keyOf(b, 'backup')], { subdomains: true }),
  hostOf('api.example.com', [keyOf(c), keyOf(d, 'backup')]),
]);
const reported = planOf([nested.hosts[0]!, { ...nested.hosts[1]!, mode: 'report' }]);

describe('what forms for program code cannot say', () => {
  test.each(leafAlone)('%s leaves the keys of CAs out, and says so', (id) => {
    const { files, losses } = generate(id, withCa);
    const code = files[0]!.text
      .split('\n')
      .filter((line) => !/^(?:\/\/|#)/.test(line))
      .join('\n');
    expect(code).toContain(a);
    expect(code).not.toContain(b);
    expect(losses).toContainEqual({ rule: 'leaf-only', sentence: expect.stringContaining(b) });
    expect(() => generate(id, casOnly)).toThrowError(expect.objectContaining({ code: 'LP_FORM_PINS_NOTHING' }));
  });

  test.each([...wholePath, ...names])('%s pins the keys of CAs', (id) => {
    expect(generate(id, withCa).files[0]!.text).toContain(b);
    expect(rulesOf(id, casOnly)).toEqual([]);
  });

  test.each(unions)('%s says that pins of several patterns add up', (id) => {
    expect(rulesOf(id, nested)).toEqual(['okhttp-overlap']);
  });

  test.each([...leafAlone, ...wholePath])(
    '%s takes a host that is only to be reported out of the pins above it',
    (id) => {
      const { files, losses } = generate(id, reported);
      const code = files[0]!.text
        .split('\n')
        .filter((line) => !/^(?:\/\/|#)/.test(line))
        .join('\n');
      expect(code).not.toContain(c);
      expect(losses).toContainEqual({
        rule: 'report-only',
        sentence: expect.stringMatching(/^api\.example\.com: .*not pinned here/),
      });
    },
  );

  test.each(names)('%s cannot do so, and pins it to its own keys', (id) => {
    const { files, losses } = generate(id, reported);
    expect(
      files[0]!.text
        .split('\n')
        .filter((line) => !line.startsWith('//'))
        .join('\n'),
    ).toContain(c);
    expect(losses).toContainEqual({
      rule: 'report-only',
      sentence: expect.stringMatching(/^api\.example\.com: .*although it was not to be/),
    });
  });

  test.each(every)('%s refuses a plan that only reports', (id) => {
    const plan = planOf([{ ...nested.hosts[1]!, mode: 'report' }]);
    expect(() => generate(id, plan)).toThrowError(expect.objectContaining({ code: 'LP_FORM_PINS_NOTHING' }));
  });

  test.each(['cronet', 'react-native-ssl-public-key-pinning', 'go'])('%s pins no addresses', (id) => {
    const plan = planOf([nested.hosts[0]!, hostOf('192.0.2.1', [keyOf(c), keyOf(d, 'backup')])]);
    expect(rulesOf(id, plan)).toContain('host-is-ip');
    expect(generate(id, plan).files[0]!.text).not.toContain('"192.0.2.1"');
  });

  test('React Native takes no single pin: iOS ends the app', () => {
    const plan = planOf([hostOf('api.example.com', [keyOf(a)])]);
    expect(() => generate('react-native-ssl-public-key-pinning', plan)).toThrowError(
      expect.objectContaining({ code: 'LP_FORM_TOO_FEW_PINS' }),
    );
  });

  test.each([
    { id: 'curl', rules: ['subdomain-depth-differs', 'expiry-lost'] },
    { id: 'openssl', rules: ['expiry-lost', 'subdomain-depth-differs'] },
    { id: 'unity', rules: ['chain-not-verified'] },
    { id: 'flutter-http-certificate-pinning', rules: ['whole-certificate-pin', 'probe-connection'] },
  ])('$id says what it is short of', ({ id, rules }) => {
    expect(rulesOf(id, planOf([nested.hosts[0]!]))).toEqual(rules);
  });
});

test('the script for openssl keeps an IPv6 address and its port apart', () => {
  const [file] = generate('openssl', planOf([hostOf('2001:db8::1', [keyOf(a), keyOf(b, 'backup')])])).files;
  const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  try {
    const stub = join(folder, 'openssl');
    writeFileSync(stub, '#!/bin/sh\necho "$3" >&2\nexit 1\n');
    chmodSync(stub, 0o755);
    const script = file!.text.replace(/exit "\$status"\n$/, '');
    const said = execFileSync('/bin/sh', ['-c', script], {
      env: { PATH: `${folder}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    expect(said).toContain('[2001:db8::1]:443');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('every form for program code', () => {
  test.each(every)('%s says what it is, and which pin is which key', (id) => {
    for (const { text } of generate(id, withCa).files.slice(0, 1)) {
      expect(text).toContain('Pins of api.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.');
      expect(text).toContain(`${c} = backup: CN=backup`);
    }
  });

  test.each(every.filter((id) => id !== 'curl'))('%s asks for the date only where there is one', (id) => {
    const end = /1811808000|2027-05-31/;
    const [dated] = generate(id, withCa).files;
    const [endless] = generate(id, { ...withCa, expires: null }).files;
    expect(dated!.text).toMatch(end);
    expect(endless!.text).not.toMatch(end);
    expect(endless!.text).not.toMatch(/nothing is pinned: an app/);
  });

  test.each(every)('%s keeps what others wrote within its comment', (id) => {
    const label = 'CN=x */ \u0024{y} \n"evil\\u000a\'; rm -rf / #{z} -->';
    const plan = planOf([hostOf('api.example.com', [keyOf(a, 'leaf', label), keyOf(b, 'backup')])]);
    const [file] = generate(id, plan).files;
    const marks = file!.text.split('\n').filter((line) => line.includes('evil'));
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatch(/^(?:\/\/|#) /);
    expect(marks[0]).not.toContain('\\');
  });
});
