import { spawnSync } from 'node:child_process';
import { appendFileSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maxFileBytes } from '../../src/project/file-reader.ts';
import { listFiles } from '../../src/project/list-files.ts';
import { type ProjectRead, readProject, startReading } from '../../src/project/read-project.ts';
import { livepin, temporaryFolder } from '../command-line.ts';
import { writeProject } from './project.ts';

const nsc = '<network-security-config/>';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const read = (...paths: string[]) => readProject(paths.length > 0 ? paths : [folder.path], false);
const pathsOf = ({ files }: ProjectRead) => files.map(({ path }) => path);

describe('files', () => {
  test('are found by their names, or by what stands in them', async () => {
    writeProject(folder.path, {
      'AndroidManifest.xml': '<manifest/>',
      'a/b/anything.xml': nsc,
      'a/strings.xml': '<resources/>',
      'a/logo.png': nsc,
      Makefile: 'all:\n\tcurl https://example.com\n',
      LICENSE: 'as is',
    });
    expect(pathsOf(await read())).toEqual(['AndroidManifest.xml', 'Makefile', 'a/b/anything.xml']);
  });

  test('in UTF-16 are found too', async () => {
    writeProject(folder.path, { 'a.xml': Buffer.from(`\ufeff${nsc}`, 'utf16le') });
    expect(pathsOf(await read())).toEqual(['a.xml']);
  });

  test('of dependencies, builds and tools are passed over; folders that people write in are not', async () => {
    const passed = [
      'node_modules',
      'Pods',
      'build',
      '.gradle',
      '.git',
      'DerivedData',
      'vendor',
      '.dart_tool',
      'Carthage',
    ];
    writeProject(folder.path, {
      ...Object.fromEntries(passed.map((name) => [`app/${name}/x/a.xml`, nsc])),
      'app/.github/workflows/a.yml': 'run: curl https://example.com',
    });
    expect(pathsOf(await read())).toEqual(['app/.github/workflows/a.yml']);
    expect((await readProject([folder.path], true)).files).toHaveLength(passed.length + 1);
  });

  test('that are named are read whatever their names and folders', async () => {
    writeProject(folder.path, { 'node_modules/x/notes.bak': 'anything', 'a.xml': nsc });
    const found = await read(folder.in('node_modules/x/notes.bak'), folder.in('a.xml'));
    expect(pathsOf(found).map((path) => path.replace(/^(.*\/)?livepin-cli-\w+\//, ''))).toEqual([
      'a.xml',
      'node_modules/x/notes.bak',
    ]);
  });

  test('that are named twice, or lie in a folder that is named too, are read once', async () => {
    writeProject(folder.path, { 'app/a.xml': nsc });
    const found = await read(folder.path, folder.in('app'), folder.in('app/a.xml'));
    expect(found.files).toHaveLength(1);
  });

  test('by the thousand are each read once, by whichever thread', async () => {
    const files = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`d${at % 40}/f${at}.xml`, nsc]));
    writeProject(folder.path, files);
    const reading = startReading([folder.path], false);
    expect(pathsOf(await reading.finish()).toSorted()).toEqual(Object.keys(files).toSorted());
  });
});

describe('what cannot be read', () => {
  test('a loop of links is none, and what lies outside is read by its link', async () => {
    using outside = temporaryFolder();
    writeProject(outside.path, { 'shared.xml': nsc, 'below/b.xml': nsc });
    writeProject(folder.path, { 'a/a.xml': nsc });
    symlinkSync('..', folder.in('a/up'));
    symlinkSync('self.xml', folder.in('a/self.xml'));
    symlinkSync('nowhere.xml', folder.in('a/dangling.xml'));
    symlinkSync('a.xml', folder.in('a/twice.xml'));
    symlinkSync(outside.in('shared.xml'), folder.in('a/outside.xml'));
    symlinkSync(outside.in('below'), folder.in('a/below'));
    const found = await read();
    expect(pathsOf(found)).toEqual(['a/a.xml', 'a/outside.xml']);
    expect(found.faults).toEqual([]);
  });

  test('pipes and sockets are not waited for', async () => {
    expect(spawnSync('mkfifo', [folder.in('Info.plist')]).status).toBe(0);
    const server = createServer().listen(folder.in('app.json'));
    try {
      expect(pathsOf(await read())).toEqual([]);
      const { status, stdout } = await livepin(['lint', '--offline', 'Info.plist'], { cwd: folder.path });
      expect(stdout).toContain('Info.plist  warning  unreadable-file\n  It is no regular file.\n');
      expect(status).toBe(0);
    } finally {
      server.close();
    }
  });

  test('of a file over the bound no more is read: a finding where it is a config by its name or its beginning', async () => {
    writeProject(folder.path, {
      'data.json': '[]',
      'pins.xml': nsc,
      'package-lock.json': '{}',
      'fits.xml': nsc,
    });
    for (const name of ['data.json', 'pins.xml', 'package-lock.json']) truncateSync(folder.in(name), maxFileBytes + 1);
    appendFileSync(folder.in('fits.xml'), ' '.repeat(maxFileBytes - nsc.length));
    const found = await read();
    expect(pathsOf(found)).toEqual(['fits.xml']);
    expect(found.faults).toEqual(
      ['package-lock.json', 'pins.xml'].map((path) => ({
        path,
        sentence: 'The file has more than 5 MB, and was not read to its end.',
      })),
    );
  });

  test('a name that is no text costs a finding, and the others are read', async () => {
    writeProject(folder.path, { 'a.xml': nsc });
    const made = spawnSync('sh', ['-c', `printf '%s' '${nsc}' > "$(printf 'b\\377.xml')"`], { cwd: folder.path });
    expect(made.status).toBe(0);
    const found = await read();
    expect(pathsOf(found)).toEqual(['a.xml']);
    expect(found.faults).toEqual([
      { path: 'b\ufffd.xml', sentence: 'The file cannot be read: there is no such file.' },
    ]);
  });

  test('a folder that cannot be read costs a finding', () => {
    const { paths, faults } = listFiles(folder.in('gone'), () => true, false);
    expect(paths).toEqual([]);
    expect(faults).toEqual([{ path: '.', sentence: 'The folder cannot be read: there is no such file.' }]);
  });
});
