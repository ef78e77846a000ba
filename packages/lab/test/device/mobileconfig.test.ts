import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { mobileconfigOf } from '../../src/device/mobileconfig.ts';
import { makeLabCas } from '../../src/forge/lab-cas.ts';

const root = makeLabCas(Date.now() / 1000).publicRoot.certificate;

test('the same root makes the same profile, another root another one beside it', () => {
  const profile = mobileconfigOf({ der: root.der, name: 'One' });
  expect(mobileconfigOf({ der: root.der, name: 'One' })).toBe(profile);
  const identifierOf = (text: string) => /PayloadIdentifier<\/key><string>([^<]+)/.exec(text)?.[1];
  const other = makeLabCas(Date.now() / 1000).publicRoot.certificate;
  expect(identifierOf(mobileconfigOf({ der: other.der, name: 'One' }))).not.toBe(identifierOf(profile));
});

describeWith(findProgram('python3'), 'a profile for iOS', (python) => {
  const read = (profile: string) =>
    JSON.parse(
      execFileSync(
        python,
        [
          '-c',
          'import plistlib,sys,json,base64\np=plistlib.load(sys.stdin.buffer,fmt=plistlib.FMT_XML)\nprint(json.dumps(p,default=lambda b: base64.b64encode(b).decode()))',
        ],
        { input: profile, encoding: 'utf8' },
      ),
    );

  test('is a property list that brings one root and removes itself after a day', () => {
    const profile = read(mobileconfigOf({ der: root.der, name: 'Livepin lab' }));
    const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;
    expect(profile).toMatchObject({
      PayloadType: 'Configuration',
      PayloadVersion: 1,
      PayloadDisplayName: 'Livepin lab',
      PayloadRemovalDisallowed: false,
      DurationUntilRemoval: 86_400,
      PayloadUUID: expect.stringMatching(uuid),
      PayloadContent: [
        {
          PayloadType: 'com.apple.security.root',
          PayloadVersion: 1,
          PayloadUUID: expect.stringMatching(uuid),
          PayloadContent: Buffer.from(root.der).toString('base64'),
        },
      ],
    });
    expect(profile.PayloadContent).toHaveLength(1);
    expect(profile.PayloadContent[0].PayloadUUID).not.toBe(profile.PayloadUUID);
    expect(profile.PayloadContent[0].PayloadIdentifier).not.toBe(profile.PayloadIdentifier);
  });

  test.each([
    ['markup', '</string></dict><key>x</key> & "quotes" \'too\' ]]> <!-- '],
    ['an entity', '&amp;&#60;&xxe;'],
    ['other scripts', 'Prüfung 試験 🔒'],
  ])('shows a name with %s as it is', (_what, name) => {
    expect(read(mobileconfigOf({ der: root.der, name })).PayloadDisplayName).toBe(name);
  });

  test('shows what XML cannot hold as a replacement character', () => {
    expect(read(mobileconfigOf({ der: root.der, name: 'a\u0000b\u001bc\ud800d' })).PayloadDisplayName).toBe(
      'a\ufffdb\ufffdc\ufffdd',
    );
  });
});
