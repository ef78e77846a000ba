import { describe, expect, test } from 'vitest';
import type { ReadConfig, SourceFile } from '../../src/read-config.ts';
import { readOnlyForms, targets } from '../../src/targets.ts';
import { pins } from '../plans.ts';
import { projectFile, projectFiles } from '../projects.ts';

const forms = [...targets, ...readOnlyForms];
const [a, b, c, d] = pins;

function readerOf(id: string) {
  const reader = forms.find((form) => form.id === id)?.reader;
  if (!reader) throw new Error(`${id} has no reader`);
  return reader;
}

/** In few words: who is pinned to what, how far, and until when. */
function entriesOf({ entries }: ReadConfig): unknown[] {
  return entries.map(({ host, coverage, pins: own, isEnforced, expires }) => [
    host.host,
    coverage,
    own.map(({ pin, text }) => pin ?? text),
    isEnforced ? 'enforced' : 'reported',
    expires?.text ?? null,
  ]);
}

function problemsOf(file: SourceFile, { problems }: ReadConfig): string[] {
  return problems.map(({ rule, severity, span }) => {
    const place = file.text === null ? '' : ` ${file.text.slice(span.start, span.end).slice(0, 40)}`;
    return `${rule}${severity ? ` (${severity})` : ''}${place}`;
  });
}

function read(name: string, id: string) {
  const file = projectFile(name);
  const config = readerOf(id).read(file);
  return { file, config, entries: entriesOf(config), problems: problemsOf(file, config) };
}

test.each([
  ['bank-nsc.xml', ['android-nsc']],
  ['trustkit-nsc.xml', ['android-nsc', 'trustkit-android']],
  ['Info.plist', ['ats', 'trustkit-plist']],
  ['Info-binary.plist', ['ats', 'trustkit-plist']],
  ['Info-utf16.plist', ['ats', 'trustkit-plist']],
  ['ssl_config.json', ['react-native-ssl-manager']],
  ['app.json', ['expo-ats', 'expo-trustkit']],
  ['nginx.conf', ['hpkp']],
  ['fingerprints.json', ['wultra']],
  ['approov-pins.json', ['approov']],
])('%s is recognized as %s', (name, ids) => {
  const file = projectFile(name);
  expect(forms.filter(({ reader }) => reader?.recognizes(file)).map(({ id }) => id)).toEqual(ids);
});

test('nothing else is among the files', () => {
  expect(projectFiles).toHaveLength(10);
});

test('a Network Security Config, nested and commented', () => {
  const { entries, problems } = read('bank-nsc.xml', 'android-nsc');
  expect(entries).toEqual([
    ['bank.example.com', 'host-and-below', [a, b], 'enforced', '2027-03-01'],
    ['cards.bank.example.com', 'host', [a, b], 'enforced', '2027-03-01'],
    ['push.bank.example.com', 'host', [c, d], 'enforced', '2026-12-24'],
    ['localhost', 'host', [], 'enforced', null],
    ['10.0.2.2', 'host', [], 'enforced', null],
  ]);
  expect(problems).toEqual([
    'cleartext-permitted (info) cleartextTrafficPermitted="true"',
    expect.stringContaining('debug-overrides-present'),
  ]);
});

test('the places of pins are those in the file, with references and white space', () => {
  const { file, config } = read('bank-nsc.xml', 'android-nsc');
  const own = config.entries[0]!.pins.map(({ span }) => file.text!.slice(span.start, span.end));
  expect(own).toEqual([a, b.replaceAll('+', '&#43;')]);
});

test('a file of TrustKit for Android, as the platform and as TrustKit read it', () => {
  const platform = read('trustkit-nsc.xml', 'android-nsc');
  expect(platform.entries).toEqual([
    ['api.shop.example.com', 'host-and-below', [a, b], 'enforced', null],
    ['shop.example.com', 'host-and-below', [a, b], 'enforced', null],
    ['static.shop.example.com', 'host', [a, b], 'enforced', null],
  ]);
  expect(platform.problems).toEqual([]);
  const trustKit = read('trustkit-nsc.xml', 'trustkit-android');
  expect(trustKit.entries).toEqual([
    ['shop.example.com', 'host-and-below', [a, b], 'enforced', null],
    ['static.shop.example.com', 'host', [a, b], 'enforced', null],
  ]);
  expect(trustKit.problems).toEqual([
    'trustkit-android-last-domain api.shop.example.com',
    'trustkit-default-report shop.example.com',
    'report-uri-insecure http://reports.example.org/pins',
  ]);
});

describe.each(['Info.plist', 'Info-utf16.plist', 'Info-binary.plist'])('%s', (name) => {
  test('App Transport Security', () => {
    const { entries, config } = read(name, 'ats');
    expect(entries).toEqual([
      ['bank.example.com', 'host-and-one-label', [a, b], 'enforced', null],
      ['push.bank.example.com', 'host', [c], 'enforced', null],
    ]);
    expect(config.problems.map(({ rule, severity }) => [rule, severity])).toEqual([['ats-insecure-http', 'warning']]);
  });

  test('TrustKit', () => {
    const { entries, config } = read(name, 'trustkit-plist');
    expect(entries).toEqual([
      ['bank.example.com', 'host-and-below', [a, b], 'enforced', '2027-03-01'],
      ['help.bank.example.com', 'host', [], 'reported', null],
    ]);
    expect(config.problems.map(({ rule }) => rule)).toEqual([
      'trustkit-swizzling',
      'trustkit-default-report',
      'report-uri-insecure',
    ]);
  });
});

test('react-native-ssl-manager', () => {
  const { entries, problems } = read('ssl_config.json', 'react-native-ssl-manager');
  const prefixed = [
    ['bank.example.com', 'host-and-below', [a, b], 'enforced', '2027-03-01'],
    ['push.example.com', 'host', [c, d], 'reported', null],
  ];
  expect(entries).toEqual(prefixed);
  expect(problems).toEqual(['trustkit-not-enforced false']);
});

test('app.json of Expo, with a comment and a comma too many', () => {
  expect(read('app.json', 'expo-ats')).toMatchObject({
    entries: [['bank.example.com', 'host-and-one-label', [a, b], 'enforced', null]],
    problems: [],
  });
  expect(read('app.json', 'expo-trustkit')).toMatchObject({
    entries: [['bank.example.com', 'host', [a, b], 'enforced', '2027-03-01']],
    problems: [],
  });
});

test('headers of HPKP in the configuration of a server', () => {
  const { entries, problems } = read('nginx.conf', 'hpkp');
  expect(entries).toEqual([
    ['www.example.com', 'host-and-below', [a, b], 'enforced', null],
    ['beta.example.com', 'host', [c], 'reported', null],
  ]);
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'pinning-commented-out',
    'hpkp-header',
    'hpkp-header',
    'report-uri-insecure',
  ]);
});

test('fingerprints of Wultra are of certificates, and alternatives', () => {
  const { entries, config, problems } = read('fingerprints.json', 'wultra');
  expect(entries).toEqual([
    ['bank.example.com', 'host', [a, b], 'enforced', '1830297600'],
    ['api.example.com', 'host', [b], 'enforced', '1830297600'],
  ]);
  expect(config.entries.flatMap(({ pins: own }) => own).map(({ of, pin }) => [of, pin])).toEqual([
    ['certificate', null],
    ['certificate', null],
    ['certificate', null],
  ]);
  expect(problems).toEqual([]);
});

test('pins of Approov; a domain without any has those of the managed roots', () => {
  expect(read('approov-pins.json', 'approov').entries).toEqual([
    ['bank.example.com', 'host', [c], 'enforced', null],
    ['shop.example.com', 'host', [a, b], 'enforced', null],
  ]);
});
