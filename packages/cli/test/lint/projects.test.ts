import { expect, test } from 'vitest';
import { livepin, temporaryFolder } from '../command-line.ts';
import { writeProject } from './project.ts';
import { android } from './projects/android.ts';
import { capacitor } from './projects/capacitor.ts';
import { expo } from './projects/expo.ts';
import { flutter } from './projects/flutter.ts';
import { ios } from './projects/ios.ts';
import { reactNative } from './projects/react-native.ts';

interface Answer {
  readonly findings: { path: string; line: number; severity: string; rule: string }[];
}

const linesOf = ({ findings }: Answer) =>
  findings.map(({ path, line, severity, rule }) => `${path}:${line} ${severity} ${rule}`);

test.each([android, ios, reactNative, flutter, capacitor, expo])(
  '$name: its faults are found, each in its place, and no others',
  async ({ files, faults }) => {
    using folder = temporaryFolder();
    writeProject(folder.path, files);
    const { status, stderr, json } = await livepin(['lint', '--offline', '--json'], { cwd: folder.path });
    expect(stderr).toBe('');
    expect(linesOf(json<Answer>())).toEqual(faults);
    expect(status).toBe(1);
  },
);

test('with --no-ignore the folders of dependencies and tools are looked into too', async () => {
  using folder = temporaryFolder();
  writeProject(folder.path, reactNative.files);
  const { json } = await livepin(['lint', '--offline', '--json', '--no-ignore'], { cwd: folder.path });
  expect(linesOf(json<Answer>())).toEqual([
    'node_modules/some-library/index.js:1 error trust-all',
    ...reactNative.faults,
  ]);
});

test('a project is the same from wherever it is looked at', async () => {
  using folder = temporaryFolder();
  writeProject(folder.in('shop'), flutter.files);
  const faults = async (cwd: string, ...paths: string[]) => {
    const { json } = await livepin(['lint', '--offline', '--json', ...paths], { cwd });
    return json<{ findings: { path: string; fingerprint: string }[] }>().findings;
  };
  const inside = await faults(folder.in('shop'));
  const outside = await faults(folder.path, 'shop');
  expect(outside.map(({ fingerprint }) => fingerprint)).toEqual(inside.map(({ fingerprint }) => fingerprint));
  expect(outside.map(({ path }) => path)).toEqual(inside.map(({ path }) => `shop/${path}`));
});
