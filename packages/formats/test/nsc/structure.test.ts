import { describe, expect, test } from 'vitest';
import { androidNsc } from '../../src/targets/android-nsc.ts';
import { fileOf, pins } from '../plans.ts';

const pinSet = `<pin-set expiration="2027-01-01"><pin digest="SHA-256">${pins[0]}</pin><pin digest="SHA-256">${pins[1]}</pin></pin-set>`;
const config = (content: string) => `<domain-config>${content}</domain-config>`;
const host = '<domain includeSubdomains="true">a.example</domain>';

/** The problems of a file, each as its rule and what it points at. */
function problemsOf(content: string, root = 'network-security-config'): [string, string][] {
  const text = `<?xml version="1.0"?>\n<${root}>${content}</${root}>`;
  const read = androidNsc.reader!.read(fileOf(text));
  return read.problems.map(({ rule, span }) => [rule, text.slice(span.start, span.end)]);
}

test('what Android reads without a word has no problem', () => {
  const whole = `<base-config cleartextTrafficPermitted="false"><trust-anchors><certificates src="system"/></trust-anchors></base-config>
    ${config(host + pinSet)}${config(`<domain>b.example</domain>${config('<domain>c.b.example</domain>')}${pinSet}`)}`;
  expect(problemsOf(whole)).toEqual([]);
});

describe('Android throws, and the app crashes, at', () => {
  test.each([
    ['another outermost element', '', 'network-security'],
    ['a config without a domain', config(pinSet), '<domain-config>'],
    ['two pin sets in one config', config(host + pinSet + pinSet), pinSet],
    [
      'two sets of anchors in one config',
      '<base-config><trust-anchors/><trust-anchors></trust-anchors></base-config>',
      '<trust-anchors></trust-anchors>',
    ],
    ['two base configs', '<base-config/><base-config></base-config>', '<base-config></base-config>'],
    [
      'two debug overrides',
      '<debug-overrides/><debug-overrides></debug-overrides>',
      '<debug-overrides></debug-overrides>',
    ],
    ['a domain in the base config', `<base-config>${host}</base-config>`, host],
    ['a pin set in the base config', `<base-config>${pinSet}</base-config>`, pinSet],
    ['a config nested in the base config', `<base-config>${config(host)}</base-config>`, config(host)],
    ['a pin set in debug overrides', `<debug-overrides>${pinSet}</debug-overrides>`, pinSet],
    [
      'a digest other than SHA-256',
      config(`${host}<pin-set><pin digest="sha256">${pins[0]}</pin></pin-set>`),
      'digest="sha256"',
    ],
    [
      'SHA-1',
      config(`${host}<pin-set><pin digest="SHA-1">AAAAAAAAAAAAAAAAAAAAAAAAAAA=</pin></pin-set>`),
      'digest="SHA-1"',
    ],
    ['a pin without a digest', config(`${host}<pin-set><pin>${pins[0]}</pin></pin-set>`), `<pin>${pins[0]}</pin>`],
    [
      'a pin of 31 bytes',
      config(`${host}<pin-set><pin digest="SHA-256">${'A'.repeat(42)}</pin></pin-set>`),
      'A'.repeat(42),
    ],
    [
      'a prefix',
      config(`${host}<pin-set><pin digest="SHA-256">sha256/${pins[0]}</pin></pin-set>`),
      `sha256/${pins[0]}`,
    ],
    [
      'the URL-safe alphabet',
      config(`${host}<pin-set><pin digest="SHA-256">${'-_'.repeat(21)}A=</pin></pin-set>`),
      `${'-_'.repeat(21)}A=`,
    ],
    [
      'an empty pin',
      config(`${host}<pin-set><pin digest="SHA-256"> </pin></pin-set>`),
      '<pin digest="SHA-256"> </pin>',
    ],
    ['an element in a pin', config(`${host}<pin-set><pin digest="SHA-256">${pins[0]}<b/></pin></pin-set>`), '<b/>'],
    ['an empty domain', config(`<domain/>${pinSet}`), '<domain/>'],
    [
      'an unknown source of CAs',
      '<base-config><trust-anchors><certificates src="all"/></trust-anchors></base-config>',
      'src="all"',
    ],
    [
      'CAs without a source',
      '<base-config><trust-anchors><certificates/></trust-anchors></base-config>',
      '<certificates/>',
    ],
  ])('%s', (says, content, place) => {
    const problems = says === 'another outermost element' ? problemsOf(content, place) : problemsOf(content);
    const found = problems.filter(([rule]) => rule === 'nsc-structure');
    expect(found).toHaveLength(1);
    expect(found[0]?.[1]).toContain(place);
  });

  test('a host that is named twice, in whatever case and at whatever depth', () => {
    const twice = config(`${host}${config('<domain> A.example </domain>')}${pinSet}`);
    expect(problemsOf(twice)).toEqual([['duplicate-host', 'A.example']]);
  });

  test.each([
    '2027/01/01',
    '2027-13-01',
    '2027-02-30',
    '20270101',
    '01.01.2027',
    '',
    '2027-01-100',
    '-2027-01-01',
    'never',
  ])('the date "%s"', (date) => {
    expect(problemsOf(config(`${host}${pinSet.replace('2027-01-01', date)}`))).toEqual([['expiry-malformed', date]]);
  });
});

describe('dates', () => {
  test.each([
    // The day begins first in UTC+14.
    ['2027-01-01', Date.UTC(2026, 11, 31, 10)],
    // SimpleDateFormat("yyyy-MM-dd"), strict, as OpenJDK (and so Android) reads it.
    ['2027-1-1', Date.UTC(2026, 11, 31, 10)],
    [' 2027- 1-1', Date.UTC(2026, 11, 31, 10)],
    ['2027-01-01T00:00:00Z', Date.UTC(2026, 11, 31, 10)],
    ['27-01-01', Date.UTC(2026, 11, 31, 10) - (Date.UTC(2027, 0, 1) - new Date(0).setUTCFullYear(27, 0, 1))],
  ])('"%s" ends at the earliest moment on any device', (date, milliseconds) => {
    const text = `<network-security-config>${config(`${host}${pinSet.replace('2027-01-01', date)}`)}</network-security-config>`;
    const [entry] = androidNsc.reader!.read(fileOf(text)).entries;
    expect(entry?.expires).toMatchObject({ text: date, seconds: milliseconds / 1000 });
  });
});

describe('Android passes over', () => {
  test.each([
    ['an unknown element', config(`${host}<pins/>`), '<pins/>'],
    ['an element of another name', config(`${host}<pin_set/>${pinSet}`), '<pin_set/>'],
    [
      'an unknown attribute',
      config(host).replace('<domain-config', '<domain-config enforcePinning="true"'),
      'enforcePinning="true"',
    ],
    [
      'a misspelt attribute',
      config(`<domain includeSubDomains="true">a.example</domain>${pinSet}`),
      'includeSubDomains="true"',
    ],
    [
      'an unknown element in a pin set',
      config(`${host}<pin-set><hash/>${pinSet.slice(pinSet.indexOf('<pin '))}`),
      '<hash/>',
    ],
  ])('%s', (_, content, place) => {
    expect(problemsOf(content)).toEqual([['nsc-unknown-element', place]]);
  });

  test('nothing of what belongs to tools, to newer versions or to TrustKit', () => {
    const content = config(
      `${host}<certificateTransparency enabled="true"/><domainEncryption/><trustkit-config enforcePinning="true"/>${pinSet}`,
    ).replace('<domain-config', '<domain-config tools:ignore="X" xmlns:tools="http://schemas.android.com/tools"');
    expect(problemsOf(content)).toEqual([]);
  });
});

describe('pins', () => {
  const read = (pin: string) => {
    const text = `<network-security-config>${config(`${host}<pin-set><pin digest="sha-256">${pin}</pin></pin-set>`)}</network-security-config>`;
    return androidNsc.reader!.read(fileOf(text)).entries[0]?.pins[0];
  };

  test.each([
    ['as they are', pins[0]],
    ['without padding', pins[0].slice(0, -1)],
    ['with white space around and within', `\n  ${pins[0].slice(0, 20)}\n ${pins[0].slice(20)}\t`],
    ['with a character of no alphabet within', `${pins[0].slice(0, 20)}:${pins[0].slice(20)}`],
    ['with references', pins[0].replace('+', '&#43;').replaceAll('=', '&#x3d;')],
  ])('are read %s', (_, written) => {
    expect(read(written)?.pin).toBe(pins[0]);
  });

  test('of other lengths are none', () => {
    expect(read(`${pins[0].slice(4)}`)?.pin).toBeNull();
  });
});

test.each([
  ['true', 'host-and-below'],
  ['TRUE', 'host-and-below'],
  [' True ', 'host-and-below'],
  ['1', 'host-and-below'],
  ['false', 'host'],
  ['0', 'host'],
  ['yes', 'host'],
  ['@bool/subdomains', 'host'],
])('includeSubdomains="%s" means %s, as aapt2 compiles it', (written, coverage) => {
  const text = `<network-security-config>${config(`${host.replace('true', written)}${pinSet}`)}</network-security-config>`;
  expect(androidNsc.reader!.read(fileOf(text)).entries[0]?.coverage).toBe(coverage);
});

test.each([
  ['a.example.', null],
  ['*.a.example', null],
  ['https://a.example', null],
  ['a.example:443', null],
  ['bücher.example', null],
  ['A.Example', 'a.example'],
  ['10.0.0.1', '10.0.0.1'],
])('the name %s is that of requests to %s', (written, name) => {
  const text = `<network-security-config>${config(`<domain>${written}</domain>${pinSet}`)}</network-security-config>`;
  expect(androidNsc.reader!.read(fileOf(text)).entries[0]?.host).toMatchObject({ text: written, host: name });
});
