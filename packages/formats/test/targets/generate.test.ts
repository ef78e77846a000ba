import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../e2e/system.ts';
import type { PinPlan } from '../../src/plan.ts';
import type { Generated } from '../../src/target.ts';
import { androidNsc } from '../../src/targets/android-nsc.ts';
import { ats } from '../../src/targets/ats.ts';
import { okHttpKotlin } from '../../src/targets/okhttp-kotlin.ts';
import { plainJson } from '../../src/targets/plain-json.ts';
import { reactNativeSslManager } from '../../src/targets/react-native-ssl-manager.ts';
import { trustKitAndroid } from '../../src/targets/trustkit-android.ts';
import { trustKitObjC } from '../../src/targets/trustkit-objc.ts';
import { trustKitPlist } from '../../src/targets/trustkit-plist.ts';
import { trustKitSwift } from '../../src/targets/trustkit-swift.ts';
import { fileOf, hostOf, keyOf, pins, planOf, twoHosts } from '../plans.ts';
import { python, readWithPlistlib } from '../text/plistlib.ts';

const [a, b, c, d] = pins;

function textOf({ files }: Generated): string {
  if (files.length !== 1 || !files[0]) throw new Error('one file is expected');
  return files[0].text;
}

// Swift and Objective-C are compared as they are: there is no compiler and no TrustKit for them here. The others are read
// by parsers too (round-trip.test.ts, and plistlib below).
test.each([
  [androidNsc, 'xml'],
  [ats, 'plist'],
  [trustKitPlist, 'plist'],
  [trustKitSwift, 'swift'],
  [trustKitObjC, 'h'],
  [trustKitAndroid, 'xml'],
  [reactNativeSslManager, 'json'],
  [plainJson, 'json'],
])('$id of two hosts', async (target, extension) => {
  await expect(textOf(target.generate(twoHosts))).toMatchFileSnapshot(`../golden/generated/${target.id}.${extension}`);
});

test.each([
  androidNsc,
  ats,
  trustKitPlist,
  trustKitSwift,
  trustKitObjC,
  trustKitAndroid,
  reactNativeSslManager,
  plainJson,
])('$id says where it goes and what else is needed', (target) => {
  const { files, steps } = target.generate(twoHosts);
  expect(files.map(({ path }) => path)).not.toContain('');
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(step).toMatch(/^(?:[A-Z]|iOS).*\.$/);
});

describeWith(python, 'plistlib reads', (path) => {
  const read = (generated: Generated) => readWithPlistlib(path, Buffer.from(textOf(generated)));

  test('the pins of App Transport Security', () => {
    const identities = (...own: string[]) => own.map((pin) => ({ 'SPKI-SHA256-BASE64': pin }));
    expect(read(ats.generate(twoHosts))).toEqual({
      NSAppTransportSecurity: {
        NSPinnedDomains: {
          'api.example.com': { NSIncludesSubdomains: true, NSPinnedLeafIdentities: identities(a, b) },
          'xn--bcher-kva.example.org': { NSIncludesSubdomains: false, NSPinnedLeafIdentities: identities(c, d) },
        },
      },
    });
  });

  test('the configuration of TrustKit', () => {
    const domain = (subdomains: boolean, ...own: string[]) => ({
      TSKIncludeSubdomains: subdomains,
      TSKEnforcePinning: true,
      TSKDisableDefaultReportUri: true,
      TSKExpirationDate: '2027-05-31',
      TSKPublicKeyHashes: own,
    });
    expect(read(trustKitPlist.generate(twoHosts))).toEqual({
      TSKConfiguration: {
        TSKSwizzleNetworkDelegates: false,
        TSKIgnorePinningForUserDefinedTrustAnchors: false,
        TSKPinnedDomains: { 'api.example.com': domain(true, a, b), 'xn--bcher-kva.example.org': domain(false, c, d) },
      },
    });
  });
});

describe('beside an SDK', () => {
  const beside = planOf(
    [hostOf('api.example.com', [keyOf(a, 'intermediate'), keyOf(b, 'anchor'), keyOf(c, 'backup')])],
    { isBesideSdk: true },
  );

  test('a Network Security Config trusts CAs of the system alone, and has an end', () => {
    const text = textOf(androidNsc.generate(beside));
    expect(text).toContain('<certificates src="system" />');
    expect(text).toContain('<pin-set expiration="2027-05-31">');
  });

  test('App Transport Security pins CAs alone', () => {
    const text = textOf(ats.generate(beside));
    expect(text).toContain('NSPinnedCAIdentities');
    expect(text).not.toContain('NSPinnedLeafIdentities');
  });

  test('App Transport Security pins no leaf, even where there is nothing else', () => {
    const leafOnly = planOf([hostOf('api.example.com', [keyOf(a), keyOf(b, 'backup')])], { isBesideSdk: true });
    expect(() => ats.generate(leafOnly)).toThrowError(expect.objectContaining({ code: 'LP_FORM_PINS_NOTHING' }));
  });
});

test('OkHttp is needed in the version that knows the patterns', () => {
  const keys = [keyOf(a), keyOf(b, 'backup')];
  const stepsOf = (subdomains: boolean) =>
    okHttpKotlin.generate(planOf([hostOf('example.com', keys, { subdomains })])).steps.join('\n');
  expect(stepsOf(true)).toContain('OkHttp 4.3.0 or newer');
  expect(stepsOf(false)).toContain('OkHttp 3.1.2 or newer');
});

describe('what a form cannot carry is said', () => {
  const both = [keyOf(a), keyOf(b, 'backup')];
  const lossesOf = (plan: PinPlan, target = ats) => target.generate(plan).losses.map(({ rule }) => rule);
  const other = hostOf('other.example.com', both);

  test.each([
    [
      'sub-domains deeper than one label',
      ats,
      [hostOf('a.example.com', both, { subdomains: true })],
      'subdomain-depth-differs',
    ],
    ['a leaf beside CAs', ats, [hostOf('a.example.com', [...both, keyOf(c, 'anchor')])], 'ats-leaf-and-ca'],
    ['an address', ats, [hostOf('10.0.0.1', both), other], 'host-is-ip'],
    ['an address', trustKitPlist, [hostOf('10.0.0.1', both), other], 'host-is-ip'],
    ['an address', trustKitAndroid, [hostOf('10.0.0.1', both), other], 'host-is-ip'],
    ['a name below no public suffix', trustKitPlist, [hostOf('localhost', both), other], 'localhost-pinned'],
    ['a name below no public suffix', trustKitAndroid, [hostOf('api.internal', both), other], 'localhost-pinned'],
    [
      'sub-domains of a public suffix',
      trustKitPlist,
      [hostOf('appspot.com', both, { subdomains: true }), other],
      'subdomains-of-public-suffix',
    ],
    [
      'a report without a refusal',
      androidNsc,
      [hostOf('a.example.com', both, { mode: 'report' }), other],
      'report-only',
    ],
    ['a report without a refusal', ats, [hostOf('a.example.com', both, { mode: 'report' }), other], 'report-only'],
    [
      'pins that unite',
      reactNativeSslManager,
      [hostOf('example.com', both, { subdomains: true }), hostOf('a.example.com', [keyOf(c), keyOf(d, 'backup')])],
      'okhttp-overlap',
    ],
  ])('%s ($id)', (_, target, hosts, rule) => {
    expect(lossesOf(planOf(hosts), target)).toContain(rule);
  });

  test('a host to be reported, one label below a pinned one, has its own pins in App Transport Security, not those above', () => {
    const reported = hostOf('a.example.com', [keyOf(c), keyOf(d, 'backup')], { mode: 'report', subdomains: true });
    const deeper = hostOf('b.a.example.com', [keyOf(c), keyOf(d, 'backup')], { mode: 'report' });
    const { files, losses } = ats.generate(
      planOf([hostOf('example.com', both, { subdomains: true }), reported, deeper]),
    );
    const { entries } = ats.reader!.read(fileOf(files[0]!.text));
    expect(entries.map(({ host, coverage, pins: read }) => [host.text, coverage, read.map(({ pin }) => pin)])).toEqual([
      ['a.example.com', 'host', [c, d]],
      ['example.com', 'host-and-one-label', [a, b]],
    ]);
    expect(losses.filter(({ rule }) => rule === 'report-only').map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^a\.example\.com: .* pinned to its own keys although it was not to be/),
      expect.stringMatching(/^b\.a\.example\.com: .* not pinned here/),
    ]);
  });

  test.each([
    [trustKitPlist, true],
    [trustKitAndroid, true],
    [reactNativeSslManager, true],
    [androidNsc, false],
    [ats, false],
  ])('$0.id takes no single pin: $1', (target, refuses) => {
    const single = planOf([hostOf('a.example.com', [keyOf(a)])]);
    const act = () => target.generate(single);
    if (refuses) expect(act).toThrowError(expect.objectContaining({ code: 'LP_FORM_TOO_FEW_PINS' }));
    else expect(act).not.toThrow();
  });

  test('TrustKit that only reports takes a single pin', () => {
    const single = planOf([hostOf('a.example.com', [keyOf(a)], { mode: 'report' })]);
    expect(textOf(trustKitSwift.generate(single))).toContain('kTSKEnforcePinning: false');
  });
});
