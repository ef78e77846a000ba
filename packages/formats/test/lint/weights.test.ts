import type { Host } from '@livepin/core';
import { describe, expect, test } from 'vitest';
import {
  a,
  ats,
  atsDomain,
  b,
  c,
  d,
  domainConfig,
  manifest,
  manifestOfConfig,
  manifestPath,
  nsc,
  nscPath,
  pinner,
  pinnerPath,
  pinSet,
  sha256,
  sslPinning,
  trustKit,
  trustKitDomain,
} from '../../src/lint/example-pieces.ts';
import { bundleOf, servedOf } from '../../src/lint/example-world.ts';
import type { Example } from '../../src/lint/rule.ts';
import { lintExample, shown } from './example-project.ts';

const plist = 'ios/App/Info.plist';
const ofNsc = (inner: string): Example => ({ files: { [nscPath]: nsc(inner) } });
const anchors = (src: string) => `    <trust-anchors>\n        <certificates src="${src}" />\n    </trust-anchors>\n`;

function weights(example: Example, rule: string): string[] {
  return lintExample(example)
    .filter((finding) => finding.rule === rule)
    .map(({ severity }) => severity);
}

describe('what stands around a finding decides how much it weighs', () => {
  test.each([
    {
      says: 'CAs of the user, where pins keep them out',
      rule: 'user-ca-trusted',
      of: ofNsc(
        domainConfig('api.example.com', [a, b]).replace('</domain-config>', `${anchors('user')}</domain-config>`),
      ),
      is: 'warning',
    },
    {
      says: 'CAs of the user for everybody',
      rule: 'user-ca-trusted',
      of: ofNsc(`<base-config>\n${anchors('user')}</base-config>\n`),
      is: 'error',
    },
    {
      says: 'cleartext to a pinned host',
      rule: 'cleartext-permitted',
      of: ofNsc(
        domainConfig('api.example.com', [a, b]).replace(
          '<domain-config>',
          '<domain-config cleartextTrafficPermitted="true">',
        ),
      ),
      is: 'error',
    },
    {
      says: 'cleartext to the device',
      rule: 'cleartext-permitted',
      of: ofNsc('<domain-config cleartextTrafficPermitted="true">\n<domain>localhost</domain>\n</domain-config>\n'),
      is: 'info',
    },
    {
      says: 'debug-overrides where every build is debuggable',
      rule: 'debug-overrides-present',
      of: {
        files: {
          [nscPath]: nsc(`<debug-overrides>\n${anchors('user')}</debug-overrides>\n`),
          [manifestPath]: manifest(
            'android:networkSecurityConfig="@xml/network_security_config" android:debuggable="true"',
          ),
        },
      },
      is: 'error',
    },
    {
      says: 'ATS switched off beside pins',
      rule: 'ats-arbitrary-loads',
      of: {
        files: { [plist]: ats(atsDomain('api.example.com', [a, b]), '<key>NSAllowsArbitraryLoads</key>\n<true/>\n') },
      },
      is: 'error',
    },
    {
      says: 'a pin without its padding where TrustKit throws at it',
      rule: 'pin-unpadded',
      of: { files: { [plist]: trustKit(trustKitDomain('api.example.com', [a, b, c.slice(0, -1)])) } },
      is: 'error',
    },
    {
      says: 'a host in capitals where names are compared without them',
      rule: 'host-uppercase',
      of: ofNsc(domainConfig('API.example.com', [a, b])),
      is: 'info',
    },
    {
      says: 'a host that is pinned on Android alone',
      rule: 'platform-drift',
      of: {
        files: {
          [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
          [plist]: ats(atsDomain('x.example.com', [c, d])),
          [manifestPath]: manifestOfConfig,
        },
      },
      is: 'warning',
    },
    {
      says: 'a host that the service does not know',
      rule: 'drift-from-source',
      of: {
        ...ofNsc(domainConfig('api.example.com', [a, b]) + domainConfig('old.example.com', [c, d])),
        world: { bundle: bundleOf('api.example.com', [a, b]) },
      },
      is: 'warning',
    },
    {
      says: 'a key of a fork of TrustKit that switches validation off',
      rule: 'trustkit-unknown-key',
      of: {
        files: {
          [plist]: trustKit(trustKitDomain('api.example.com', [a, b], '<key>kTSKNoSSLValidation</key>\n<true/>\n')),
        },
      },
      is: 'error',
    },
    {
      says: 'the config of a debug build',
      rule: 'cleartext-permitted',
      of: { files: { 'app/src/debug/res/xml/c.xml': nsc('<base-config cleartextTrafficPermitted="true" />\n') } },
      is: 'info',
    },
  ])('$says: $is', ({ of, rule, is }) => {
    expect(weights(of, rule)).toContain(is);
    expect(weights(of, rule).filter((each) => each === 'error')).toHaveLength(is === 'error' ? 1 : 0);
  });
});

describe('one finding at a place', () => {
  test('hosts that share a set of pins have one backup too few between them', () => {
    const hosts = '<domain>a.example.com</domain>\n<domain>b.example.com</domain>\n';
    const files = { [nscPath]: nsc(`<domain-config>\n${hosts}${pinSet([a])}</domain-config>\n`) };
    const found = lintExample({ files }).filter(({ rule }) => rule === 'no-backup-pin');
    expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('a.example.com, b.example.com')]);
  });

  test('a file that two forms read is told once', () => {
    const trustKitToo = domainConfig('api.example.com', [a]).replace(
      '</domain-config>',
      '<trustkit-config disableDefaultReportUri="true" />\n</domain-config>',
    );
    expect(weights(ofNsc(trustKitToo), 'no-backup-pin')).toEqual(['error']);
  });

  test('a pin that Android crashes at is told by what is wrong with it', () => {
    const found = lintExample(ofNsc(domainConfig('api.example.com', [a, b, 'sha256/AAAA'])));
    expect(found.map(({ rule }) => rule)).toEqual(['pin-wrong-length']);
  });
});

describe('the world', () => {
  const both = nsc(domainConfig('api.example.com', [a, b]));

  test('a server that did not answer is nothing to say', () => {
    expect(lintExample({ files: { [nscPath]: both } })).toEqual([]);
  });

  test('curl compares the key of the server alone', () => {
    const files = { 'a.sh': `curl --pinnedpubkey 'sha256//${a};sha256//${b}' https://api.example.com/\n` };
    const world = { served: servedOf('api.example.com', [c, a]) };
    expect(shown({ files, world }, 'pin-not-in-served-chain')).toEqual(['error: https://api.example.com/']);
  });

  test('App Transport Security looks for the key of the server in its own list alone', () => {
    const world = { served: servedOf('api.example.com', [a, b]) };
    const found = (files: Example['files']) => weights({ files, world }, 'pin-not-in-served-chain');
    expect(found({ [plist]: ats(atsDomain('api.example.com', [a, c], 'NSPinnedLeafIdentities')) })).toEqual([]);
    expect(found({ [plist]: ats(atsDomain('api.example.com', [a, c], 'NSPinnedCAIdentities')) })).toEqual(['error']);
    expect(found({ [plist]: ats(atsDomain('api.example.com', [b, c], 'NSPinnedCAIdentities')) })).toEqual([]);
  });

  test('a CA that is pinned beside the key of the server outlives a renewal', () => {
    const world = { served: servedOf('api.example.com', [a, c, d], { issuer: "CN=R12, O=Let's Encrypt" }) };
    expect(weights({ files: { [nscPath]: both }, world }, 'leaf-pin-key-rotates')).toEqual([]);
  });

  test('the hash of the certificate that is served is no pin', () => {
    const world = { served: servedOf('api.example.com', [a], { certificateHash: b }) };
    expect(shown({ files: { [nscPath]: both }, world }, 'certificate-hash-pin')).toEqual([`error: ${b}`]);
  });

  test('TrustKit works over one path of which it can hash every key', () => {
    const files = { [plist]: trustKit(trustKitDomain('api.example.com', [a, b])) };
    const odd = servedOf('api.example.com', [a, c], { keyType: 'Ed25519' }).get('api.example.com' as Host)!;
    const fine = servedOf('api.example.com', [a, d]).get('api.example.com' as Host)!;
    const served = new Map([['api.example.com' as Host, { paths: [...odd.paths, ...fine.paths] }]]);
    expect(weights({ files, world: { served } }, 'unsupported-key-type')).toEqual([]);
  });

  test('ATS may carry a part of what is published, and nothing else', () => {
    const files = { [plist]: ats(atsDomain('api.example.com', [a, b])) };
    expect(weights({ files, world: { bundle: bundleOf('api.example.com', [a, b, c]) } }, 'drift-from-source')).toEqual(
      [],
    );
    expect(weights({ files, world: { bundle: bundleOf('api.example.com', [a, c]) } }, 'drift-from-source')).toEqual([
      'error',
    ]);
  });

  test('a host that is published and pinned nowhere', () => {
    const bundle = {
      hosts: new Map([...bundleOf('api.example.com', [a, b])!.hosts, ...bundleOf('new.example.org', [c, d])!.hosts]),
    };
    const found = lintExample({ files: { [nscPath]: both }, world: { bundle } });
    expect(found.map(({ rule, severity, sentence }) => [rule, severity, sentence])).toEqual([
      ['drift-from-source', 'warning', 'new.example.org is published, and no file of this project pins it.'],
    ]);
  });
});

describe('a whole project', () => {
  test('a flavour whose manifest takes a config without pins', () => {
    const example: Example = {
      files: {
        [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
        [manifestPath]: manifestOfConfig,
        'app/src/free/AndroidManifest.xml': manifest('android:networkSecurityConfig="@xml/open"'),
        'app/src/free/res/xml/open.xml': nsc('<base-config cleartextTrafficPermitted="false" />\n'),
      },
    };
    expect(shown(example, 'nsc-not-referenced')).toEqual(['error: android:networkSecurityConfig="@xml/open"']);
  });

  test('React Native pins both platforms by one file', () => {
    const files = {
      'src/pins.ts': sslPinning(`'api.example.com': { publicKeyHashes: ['${a}', '${b}'] },\n`),
      'ios/App/Info.plist': ats(''),
      [manifestPath]: manifest('android:label="App"'),
    };
    expect(weights({ files }, 'platform-drift')).toEqual([]);
  });

  test('sub-domains that one platform pins and another does not', () => {
    const files = {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      [plist]: trustKit(trustKitDomain('api.example.com', [a, b]).replace('<true/>', '<false/>')),
    };
    expect(lintExample({ files }).map(({ rule, sentence }) => [rule, sentence])).toEqual([
      ['pin-set-no-expiry', expect.any(String)],
      ['platform-drift', `Sub-domains of api.example.com are pinned in ${nscPath}, and not here.`],
    ]);
  });

  test('what a version catalog and lock files say of the library', () => {
    const twoStars = { [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)]) };
    const catalog = `[versions]\nokhttp = "4.1.0"\n[libraries]\nokhttp = { module = "com.squareup.okhttp3:okhttp", version.ref = "okhttp" }\n`;
    expect(shown({ files: { ...twoStars, 'gradle/libs.versions.toml': catalog } }, 'library-too-old')).toEqual([
      'error: 4.1.0',
    ]);
    const locked = 'com.squareup.okhttp3:okhttp:3.1.1=releaseRuntimeClasspath\n';
    expect(shown({ files: { ...twoStars, 'app/gradle.lockfile': locked } }, 'library-too-old')).toEqual([
      'error: 3.1.1',
    ]);
    const gradle =
      "// implementation 'com.squareup.okhttp3:okhttp:3.0.0'\nimplementation 'com.squareup.okhttp3:okhttp:4.12.0'\n";
    expect(shown({ files: { ...twoStars, 'app/build.gradle': gradle } }, 'library-too-old')).toEqual([]);
    const native = { 'src/pins.ts': sslPinning(`'api.example.com': { publicKeyHashes: ['${a}', '${b}'] },\n`) };
    const old = '{ "dependencies": { "react-native": "^0.64.2" } }';
    expect(shown({ files: { ...native, 'package.json': old } }, 'library-too-old')).toEqual(['error: 0.64.2']);
  });

  test('a manifest of a test, a library without one, a file of another name', () => {
    const pinned = nsc(domainConfig('api.example.com', [a, b]));
    expect(weights({ files: { [nscPath]: pinned } }, 'nsc-not-referenced')).toEqual([]);
    const other = { [manifestPath]: manifest('android:networkSecurityConfig="@xml/other"') };
    expect(weights({ files: { [nscPath]: pinned, ...other } }, 'nsc-not-referenced')).toEqual(['error']);
    const cordova = { 'config.xml': '<widget><resource-file src="network_security_config.xml" /></widget>' };
    expect(weights({ files: { [nscPath]: pinned, ...other, ...cordova } }, 'nsc-not-referenced')).toEqual([]);
  });
});

test('an end that Livepin wrote into code is an end', () => {
  const kotlin = (milliseconds: number) =>
    `fun pinnedKeys(): CertificatePinner {
    // From 2026-11-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
    if (System.currentTimeMillis() >= ${milliseconds}L) return CertificatePinner.DEFAULT
    return CertificatePinner.Builder().add("api.example.com", "sha256/${a}", "sha256/${b}").build()
}
`;
  const found = lintExample({ files: { [pinnerPath]: kotlin(Date.UTC(2026, 10, 1)) } });
  expect(found.map(({ rule, sentence }) => [rule, sentence])).toEqual([
    ['pin-set-expired', 'The pins of api.example.com ended on 2026-11-01: nothing is pinned any more.'],
  ]);
  expect(lintExample({ files: { [pinnerPath]: kotlin(Date.UTC(2027, 7, 1)) } })).toEqual([]);
});
