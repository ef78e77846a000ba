import { describe, expect, test } from 'vitest';
import { a, ats, atsDomain, b, manifest, manifestPath } from '../../src/lint/example-pieces.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import { lint } from '../../src/lint/lint.ts';
import { readProjectFile } from '../../src/lint/read-project-file.ts';
import { sourceFileOf } from '../../src/text/source-file.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
const encoded = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** "severity path rule" of each finding, and what it says. */
function findingsIn(files: Files): { readonly found: string[]; readonly said: string } {
  const read = Object.entries(files).map(([path, content]) => readProjectFile(sourceFileOf(path, encoded(content))));
  const findings = lint({ files: read, ownHosts: [] }, exampleWorld);
  return {
    found: findings.map(({ severity, path, rule }) => `${severity} ${path} ${rule}`),
    said: findings.map(({ sentence }) => sentence).join('\n'),
  };
}

const noise = Uint8Array.from({ length: 400 }, (_, at) => (at * 167 + (at >> 3) * 29) % 256);
const openStep = '// !$*UTF8*$!\n{ CFBundleName = Bank; }\n';
const whole = ats(atsDomain('api.example.com', [a, b]));
const config = 'app/src/main/res/xml/network_security_config.xml';
const named = { [manifestPath]: manifest('android:networkSecurityConfig="@xml/pins"') };

describe('a file that is a config by its name and cannot be read is one finding', () => {
  test.each<{ says: string; files: Files; found: string; sentence: string }>([
    {
      says: 'an Info.plist of bytes at random',
      files: { 'ios/App/Info.plist': noise },
      found: 'error ios/App/Info.plist unreadable-file',
      sentence: 'The file is neither text nor a binary property list.',
    },
    {
      says: 'an Info.plist without a byte',
      files: { 'Bank-Info.plist': '' },
      found: 'error Bank-Info.plist unreadable-file',
      sentence: 'The file ',
    },
    {
      says: 'an Info.plist that is a binary one cut off',
      files: { 'Info.plist': 'bplist00' },
      found: 'error Info.plist unreadable-file',
      sentence: 'too short',
    },
    {
      says: 'an Info.plist with two forms in it, cut off',
      files: { 'Info.plist': whole.replace('NSPinnedDomains', 'NSPinnedDomains TSKPinnedDomains').slice(0, -20) },
      found: 'error Info.plist unreadable-file',
      sentence: 'The file ',
    },
    {
      says: 'an Info.plist in the old text form, which Apple reads',
      files: { 'Info.plist': openStep },
      found: 'warning Info.plist unreadable-file',
      sentence: 'plutil -convert xml1',
    },
    {
      says: 'a Network Security Config of bytes at random',
      files: { [config]: noise },
      found: `error ${config} unreadable-file`,
      sentence: 'The file is no text.',
    },
    {
      says: 'a Network Security Config that is none',
      files: { [config]: '<?xml version="1.0"?><resources/>' },
      found: `error ${config} unreadable-file`,
      sentence: 'begins with <resources>',
    },
    {
      says: 'what a manifest names',
      files: { ...named, 'app/src/main/res/xml/pins.xml': '<domain-config>' },
      found: 'error app/src/main/res/xml/pins.xml unreadable-file',
      sentence: 'The file ',
    },
  ])('$says', ({ files, found, sentence }) => {
    const all = findingsIn(files);
    expect(all.found).toEqual([found]);
    expect(all.said).toContain(sentence);
  });

  test.each<{ says: string; files: Files }>([
    { says: 'a property list of another name', files: { 'Settings.plist': noise, 'Localizable.plist': openStep } },
    { says: 'a resource that no manifest names', files: { ...named, 'app/src/main/res/xml/paths.xml': '<paths>' } },
    { says: 'a file of that name elsewhere', files: { 'docs/network_security_config.xml': noise } },
    { says: 'an Info.plist without a word of TLS', files: { 'Info.plist': '<plist><dict/></plist>' } },
  ])('and $says is none', ({ files }) => {
    expect(findingsIn(files).found).toEqual([]);
  });
});
