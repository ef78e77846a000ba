import { describe, expect, test } from 'vitest';
import { ats } from '../../src/targets/ats.ts';
import { trustKitPlist } from '../../src/targets/trustkit-plist.ts';
import { fileOf, pins } from '../plans.ts';

const [a, b] = pins;
const plist = (content: string) => `<plist version="1.0"><dict>${content}</dict></plist>`;
const key = (name: string, value: string) => `<key>${name}</key>${value}`;
const dict = (...entries: string[]) => `<dict>${entries.join('')}</dict>`;
const list = (...items: string[]) => `<array>${items.join('')}</array>`;
const text = (value: string) => `<string>${value}</string>`;

/** The rules that a file breaks, each with what it points at. */
function problemsOf(target: typeof ats, content: string): [string, string, string?][] {
  const whole = plist(content);
  return target.reader!.read(fileOf(whole)).problems.map(({ rule, severity, span }) => {
    const place = whole.slice(span.start, span.end);
    return severity ? [rule, place, severity] : [rule, place];
  });
}

describe('App Transport Security', () => {
  const identity = (pin: string) => dict(key('SPKI-SHA256-BASE64', text(pin)));
  const cas = key('NSPinnedCAIdentities', list(identity(a), identity(b)));
  const leaves = key('NSPinnedLeafIdentities', list(identity(a), identity(b)));
  const pinned = (...domains: string[]) => key('NSPinnedDomains', dict(...domains));
  const security = (...entries: string[]) => key('NSAppTransportSecurity', dict(...entries));
  const domain = key('a.example', dict(cas));

  test.each([
    ['nothing', security(pinned(domain)), []],
    [
      'a CA and a leaf, which must both match',
      security(pinned(key('a.example', dict(cas, leaves)))),
      [['ats-leaf-and-ca', 'a.example']],
    ],
    ['a domain without identities', security(pinned(key('a.example', dict()))), [['ats-no-identities', 'a.example']]],
    [
      'an empty set of identities',
      security(pinned(key('a.example', dict(key('NSPinnedCAIdentities', list()))))),
      [['ats-no-identities', 'a.example']],
    ],
    [
      'the key of an identity in other case',
      security(
        pinned(key('a.example', dict(key('NSPinnedCAIdentities', list(dict(key('SPKI-SHA256-Base64', text(a)))))))),
      ),
      [
        ['ats-no-identities', 'a.example'],
        ['ats-misspelt-key', 'SPKI-SHA256-Base64'],
      ],
    ],
    [
      '"Include" for "Includes"',
      security(pinned(key('a.example', dict(key('NSIncludeSubdomains', '<true/>'), cas)))),
      [['ats-misspelt-key', 'NSIncludeSubdomains']],
    ],
    ['pins outside of App Transport Security', pinned(domain), [['ats-misspelt-key', 'NSPinnedDomains']]],
    [
      'pins among the exceptions',
      security(key('NSExceptionDomains', dict(domain))),
      [['ats-misspelt-key', 'NSPinnedCAIdentities']],
    ],
    [
      'App Transport Security in other case',
      key('NSAppTransportsecurity', dict()),
      [['ats-misspelt-key', 'NSAppTransportsecurity']],
    ],
    ['one domain twice', security(pinned(domain, domain)), [['duplicate-host', 'a.example']]],
    [
      'a second dictionary, which may be the one that is kept',
      security(pinned(domain)) + security(),
      [['duplicate-host', 'NSAppTransportSecurity']],
    ],
    [
      'a set of identities twice',
      security(pinned(key('a.example', dict(cas, cas)))),
      [['duplicate-host', 'NSPinnedCAIdentities']],
    ],
    [
      'arbitrary loads',
      security(key('NSAllowsArbitraryLoads', '<true/>')),
      [['ats-arbitrary-loads', key('NSAllowsArbitraryLoads', '<true/>'), 'warning']],
    ],
    [
      'arbitrary loads beside pins',
      security(key('NSAllowsArbitraryLoads', '<true/>'), pinned(domain)),
      [['ats-arbitrary-loads', key('NSAllowsArbitraryLoads', '<true/>'), 'error']],
    ],
    ['arbitrary loads that are switched off', security(key('NSAllowsArbitraryLoads', '<false/>'), pinned(domain)), []],
    [
      'a pinned host without TLS',
      security(
        key('NSExceptionDomains', dict(key('a.example', dict(key('NSExceptionAllowsInsecureHTTPLoads', '<true/>'))))),
        pinned(domain),
      ),
      [['ats-insecure-http', key('NSExceptionAllowsInsecureHTTPLoads', '<true/>'), 'error']],
    ],
    [
      'a pin that the build puts in',
      security(pinned(key('a.example', dict(key('NSPinnedCAIdentities', list(identity('$(PIN)'))))))),
      [['pin-indirect', '$(PIN)']],
    ],
    [
      'pins in a comment',
      `<!-- ${security(pinned(domain))} -->`,
      [['pinning-commented-out', `<!-- ${security(pinned(domain))} -->`]],
    ],
  ])('%s', (_, content, problems) => {
    expect(problemsOf(ats, content)).toEqual(problems);
  });

  test.each([
    ['a.example', 'a.example'],
    ['A.example', null],
    ['a.example.', null],
    ['*.a.example', null],
    ['10.0.0.1', null],
    ['https://a.example', null],
  ])('the name %s is that of requests to %s', (name, host) => {
    const [entry] = ats.reader!.read(fileOf(plist(security(pinned(key(name, dict(cas))))))).entries;
    expect(entry?.host).toMatchObject({ text: name, host });
  });
});

describe('TrustKit', () => {
  const hashes = key('TSKPublicKeyHashes', list(text(a), text(b)));
  const quiet = key('TSKDisableDefaultReportUri', '<true/>');
  const configured = (...entries: string[]) => key('TSKConfiguration', dict(...entries));
  const domains = (...entries: string[]) => configured(key('TSKPinnedDomains', dict(...entries)));
  const exclude = key('kSKExcludeSubdomainFromParentPolicy', '<true/>');
  const domain = (...entries: string[]) => key('a.example', dict(quiet, ...entries));

  test.each([
    ['nothing', domains(domain(hashes)), []],
    ['one pin', domains(domain(key('TSKPublicKeyHashes', list(text(a))))), [['trustkit-too-few-pins', 'a.example']]],
    [
      'one pin twice',
      domains(domain(key('TSKPublicKeyHashes', list(text(a), text(a))))),
      [['trustkit-too-few-pins', 'a.example']],
    ],
    [
      'one pin, only reported',
      domains(domain(key('TSKPublicKeyHashes', list(text(a))), key('TSKEnforcePinning', '<false/>'))),
      [['trustkit-not-enforced', key('TSKEnforcePinning', '<false/>')]],
    ],
    ['no pin', domains(domain()), [['trustkit-too-few-pins', 'a.example']]],
    ['no domain', domains(), [['trustkit-too-few-pins', 'TSKConfiguration']]],
    [
      'swizzling',
      configured(key('TSKSwizzleNetworkDelegates', '<true/>'), key('TSKPinnedDomains', dict(domain(hashes)))),
      [['trustkit-swizzling', key('TSKSwizzleNetworkDelegates', '<true/>')]],
    ],
    ['reports to its maker', domains(key('a.example', dict(hashes))), [['trustkit-default-report', 'a.example']]],
    [
      'reports without TLS',
      domains(domain(hashes, key('TSKReportUris', list(text('http://r.example/'))))),
      [['report-uri-insecure', 'http://r.example/']],
    ],
    [
      'reports to the pinned host itself',
      domains(domain(hashes, key('TSKReportUris', list(text('https://a.example/r'))))),
      [['report-uri-insecure', 'https://a.example/r']],
    ],
    [
      'a date of another form',
      domains(domain(hashes, key('TSKExpirationDate', text('01/02/2027')))),
      [['expiry-malformed', text('01/02/2027')]],
    ],
    [
      'a date that is no text',
      domains(domain(hashes, key('TSKExpirationDate', '<date>2027-01-01T00:00:00Z</date>'))),
      [['expiry-malformed', '<date>2027-01-01T00:00:00Z</date>']],
    ],
    [
      'a key of a domain at the top',
      configured(hashes, key('TSKPinnedDomains', dict(domain(hashes)))),
      [['trustkit-misplaced-key', 'TSKPublicKeyHashes']],
    ],
    [
      'domains outside of the configuration',
      key('TSKPinnedDomains', dict(domain(hashes))),
      [['trustkit-misplaced-key', 'TSKPinnedDomains']],
    ],
    [
      'the documented name of the key to exclude',
      domains(domain(hashes), key('b.a.example', dict(quiet, key('TSKExcludeSubdomainFromParentPolicy', '<true/>')))),
      [
        ['trustkit-exclude-key', 'TSKExcludeSubdomainFromParentPolicy'],
        ['trustkit-too-few-pins', 'b.a.example'],
      ],
    ],
    ['an excluded sub-domain', domains(domain(hashes), key('b.a.example', dict(exclude))), []],
    [
      'an excluded sub-domain with another key',
      domains(domain(hashes), key('b.a.example', dict(exclude, hashes))),
      [['trustkit-exclude-key', 'TSKPublicKeyHashes']],
    ],
    [
      'an excluded name without a parent',
      domains(domain(hashes), key('b.example', dict(exclude))),
      [['trustkit-exclude-key', 'b.example']],
    ],
    [
      'the name of the constant in place of its text',
      domains(domain(hashes, key('kTSKIncludeSubdomains', '<true/>'))),
      [['trustkit-unknown-key', 'kTSKIncludeSubdomains', 'error']],
    ],
    [
      'a switch of a fork',
      domains(domain(hashes, key('kTSKNoSSLValidation', '<true/>'))),
      [['trustkit-unknown-key', 'kTSKNoSSLValidation', 'error']],
    ],
    [
      'a key of an old version',
      domains(domain(hashes, key('TSKPublicKeyAlgorithms', list()))),
      [['trustkit-unknown-key', 'TSKPublicKeyAlgorithms']],
    ],
    ['one domain twice', domains(domain(hashes), domain(hashes)), [['duplicate-host', 'a.example']]],
    [
      'a pin that the build puts in',
      domains(domain(key('TSKPublicKeyHashes', list(text(a), text('$(PIN)'))))),
      [['pin-indirect', '$(PIN)']],
    ],
  ])('%s', (_, content, problems) => {
    expect(problemsOf(trustKitPlist, content)).toEqual(problems);
  });

  test('a pin with white space around it is none: TrustKit throws at it', () => {
    const content = plist(domains(domain(key('TSKPublicKeyHashes', list(text(` ${a}`), text(b.slice(0, -1)))))));
    expect(trustKitPlist.reader!.read(fileOf(content)).entries[0]?.pins.map(({ pin }) => pin)).toEqual([null, null]);
  });
});
