import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { livepin, temporaryFolder } from '../command-line.ts';
import { inHalfAYear, pins, writeProject } from './project.ts';

const nsc = (body: string) => `<network-security-config>\n${body}</network-security-config>\n`;
const config = (host: string, ...list: string[]) => `  <domain-config>
    <domain>${host}</domain>
    <pin-set expiration="${inHalfAYear}">
${list.map((pin) => `      <pin digest="SHA-256">${pin}</pin>\n`).join('')}    </pin-set>
  </domain-config>
`;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const lint = (...words: string[]) => livepin(['lint', '--offline', ...words], { cwd: folder.path });
const write = (files: Record<string, string>) => writeProject(folder.path, files);
const read = (path: string) => readFileSync(folder.in(path), 'utf8');

interface Answer {
  readonly findings: { rule: string; path: string; line: number }[];
  readonly suppressed: { rule: string; reason: string }[];
  readonly baseline: { known: { rule: string }[]; gone: number };
  readonly summary: { files: number };
}
const rulesIn = async (...words: string[]) => {
  const { json } = await lint('--json', ...words);
  return json<Answer>().findings.map(({ rule }) => rule);
};

describe('what is printed', () => {
  test('a finding with its line, what it means, the repair and the page of its rule; then the sums', async () => {
    write({ 'res/xml/nsc.xml': nsc(config('api.example.com', pins.a)) });
    const { status, stdout, stderr } = await lint();
    expect(stdout).toBe(`res/xml/nsc.xml:5:29  error  no-backup-pin
  5 |       <pin digest="SHA-256">${pins.a}</pin>
    |                             ${'^'.repeat(44)}
  api.example.com has one pin: when its key changes, no connection is made any more.
${stdout.split('\n').slice(4, 7).join('\n')}

1 error, 0 warnings, 0 infos in 1 file
`);
    expect(stdout.split('\n').slice(4, 7)).toEqual([
      expect.stringMatching(/^ {2}[A-Z].+\.$/),
      expect.stringMatching(/^ {2}Repair: .+\.$/),
      expect.stringMatching(/^ {2}livepin lint --explain no-backup-pin {2}/),
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  test('a rule is explained once', async () => {
    write({ 'nsc.xml': nsc(config('a.example.com', pins.a) + config('b.example.com', pins.b)) });
    const { stdout } = await lint();
    expect(stdout.match(/no-backup-pin$/gm)).toHaveLength(2);
    expect(stdout.match(/Repair:/g)).toHaveLength(1);
  });

  test('of a line without an end a part is shown, with the caret below the place', async () => {
    const padding = `"x":"${'y'.repeat(5_000)}"`;
    write({ 'pins.json': `{${padding},"sha256Keys":{"api.example.com":["sha256/${pins.a}"]},${padding}}` });
    const { stdout } = await lint();
    const at = stdout.split('\n').findIndex((line) => line.includes('"api.example.com"'));
    const [line, caret] = stdout.split('\n').slice(at, at + 2);
    expect(line!.length).toBeLessThan(130);
    expect(line!.slice(caret!.indexOf('^'))).toMatch(/^"?api\.example\.com|^\[/);
  });

  test('a clean project is said to be one', async () => {
    write({ 'nsc.xml': nsc(config('api.example.com', pins.a, pins.b)) });
    expect(await lint()).toMatchObject({ status: 0, stdout: 'nothing found in 1 file\n', stderr: '' });
  });

  test('a name that would do something to a terminal is shown as what it is', async () => {
    write({ 'a\u001b[31m\nb.xml': nsc(config('api.example.com', pins.a)) });
    const { stdout } = await lint();
    expect(stdout).toContain('a\\u001b[31m\\u000ab.xml:5:29  error');
  });
});

describe('--explain', () => {
  test('prints the page of a rule, and looks at nothing', async () => {
    write({ 'nsc.xml': nsc(config('api.example.com', pins.a)) });
    const page = readFileSync(new URL('../../../../docs/rules/no-backup-pin.md', import.meta.url), 'utf8');
    const { status, stdout } = await lint('--explain', 'no-backup-pin');
    expect(status).toBe(0);
    expect(page.endsWith(`\n\n${stdout}`)).toBe(true);
    expect(stdout).toMatch(/^# No backup pin\n/);
    const { json } = await lint('--explain', 'no-backup-pin', '--json');
    expect(json()).toMatchObject({ rule: 'no-backup-pin', severity: 'error', page: stdout });
  });

  test.each([
    { typed: 'no-backup-pn', says: '; did you mean no-backup-pin?' },
    { typed: 'No-Backup-Pin', says: '; did you mean no-backup-pin?' },
    { typed: 'x', says: 'each finding names its own' },
    { typed: '', says: 'each finding names its own' },
  ])('"$typed" is none', async ({ typed, says }) => {
    const { status, stdout, stderr } = await lint('--explain', typed);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('what fails', () => {
  test.each([
    { failOn: 'error', status: 0 },
    { failOn: 'warning', status: 1 },
    { failOn: 'info', status: 1 },
    { failOn: 'never', status: 0 },
  ])('a warning, with --fail-on $failOn: exit status $status', async ({ failOn, status }) => {
    write({ 'nsc.xml': nsc(config('api.example.com', pins.a, pins.b, pins.b)) });
    const outcome = await lint('--fail-on', failOn);
    expect(outcome.stdout).toContain('warning  duplicate-pin');
    expect(outcome.status).toBe(status);
  });

  test.each([
    { words: ['--dry-run'], says: '--dry-run says what --fix would do' },
    { words: ['--write-baseline'], says: 'name the file with --baseline' },
    { words: ['--app', 'com.example.bank'], says: '--offline nobody' },
    { words: ['--sarif', '-', '--json'], says: 'Standard output holds one of' },
    { words: ['--own-hosts', 'not a host'], says: '--own-hosts' },
  ])('$words is a mistake', async ({ words, says }) => {
    const { status, stdout, stderr } = await lint(...words);
    expect(status).toBe(2);
    expect(stderr + stdout).toContain(says);
  });

  test('what is named and not there is a mistake, and nothing is looked at', async () => {
    const { status, stdout, stderr } = await lint('nowhere');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('nowhere cannot be read: there is no such file. [LP_FILE_UNREADABLE]');
  });
});

describe('what is known', () => {
  test('a comment with a reason takes its finding out, and is counted; one without a reason is a finding', async () => {
    const commented = (text: string, comment: string) => text.replace('      <pin ', `      ${comment}\n      <pin `);
    const ignored = commented(
      config('a.example.com', pins.a),
      '<!-- livepin-ignore no-backup-pin the host goes in May -->',
    );
    const bare = commented(config('b.example.com', pins.b), '<!-- livepin-ignore no-backup-pin -->');
    write({ 'nsc.xml': nsc(ignored + bare) });
    const { json } = await lint('--json');
    const { findings, suppressed } = json<Answer>();
    expect(findings.map(({ rule, line }) => `${line} ${rule}`)).toEqual([
      '12 suppression-malformed',
      '13 no-backup-pin',
    ]);
    expect(suppressed).toMatchObject([{ rule: 'no-backup-pin', reason: 'the host goes in May' }]);
  });

  test('a baseline holds what was found, wherever its lines move; what comes later fails', async () => {
    write({ 'nsc.xml': nsc(config('a.example.com', pins.a)) });
    const written = await lint('--baseline', 'known.json', '--write-baseline');
    expect(written).toMatchObject({ status: 0, stderr: '' });
    write({ 'nsc.xml': nsc(`\n\n<!-- moved -->\n${config('a.example.com', pins.a)}`) });
    expect(await lint('--baseline', 'known.json')).toMatchObject({
      status: 0,
      stdout: 'nothing found in 1 file; 1 in the baseline\n',
    });
    write({ 'nsc.xml': nsc(config('b.example.com', pins.b)) });
    const { status, json } = await lint('--baseline', 'known.json', '--json');
    expect(status).toBe(1);
    expect(json<Answer>().findings.map(({ rule }) => rule)).toEqual(['no-backup-pin']);
  });

  test('what is gone of a baseline is counted, so that it can shrink', async () => {
    write({ 'nsc.xml': nsc(config('a.example.com', pins.a)) });
    await lint('--baseline', 'known.json', '--write-baseline');
    write({ 'nsc.xml': nsc(config('a.example.com', pins.a, pins.b)) });
    const { stdout } = await lint('--baseline', 'known.json');
    expect(stdout).toBe(
      'nothing found in 1 file; 1 in the baseline without a finding: --write-baseline leaves them out\n',
    );
    await lint('--baseline', 'known.json', '--write-baseline');
    expect(JSON.parse(read('known.json'))).toEqual({ format: 'livepin-lint-baseline/1', findings: [] });
  });

  test.each([{ text: 'no JSON' }, { text: '{}' }, { text: '{"format":"livepin-lint-baseline/1","findings":[null]}' }])(
    'a baseline that is "$text" is refused',
    async ({ text }) => {
      write({ 'known.json': text });
      const { status, stderr } = await lint('--baseline', 'known.json');
      expect(status).toBe(2);
      expect(stderr).toContain('known.json is no baseline of livepin lint. [LP_BASELINE_MALFORMED]');
    },
  );

  test('hosts that are not among the own ones are those of somebody else', async () => {
    write({ 'nsc.xml': nsc(config('api.example.com', pins.a, pins.b) + config('api.example.net', pins.b, pins.c)) });
    expect(await rulesIn()).toEqual([]);
    expect(await rulesIn('--own-hosts', 'example.com')).toEqual(['third-party-host']);
    expect(await rulesIn('--own-hosts', 'example.com, example.net')).toEqual([]);
  });
});

describe('--fix', () => {
  const before = nsc(config('API.example.com', pins.a, pins.b.slice(0, 43), pins.b)).replaceAll('\n', '\r\n');

  test('makes the safe repairs and nothing else: line ends, comments and rights stay', async () => {
    write({ 'tools/nsc.xml': `<!-- ours -->\r\n${before}` });
    chmodSync(folder.in('tools/nsc.xml'), 0o750);
    const { stdout } = await lint('--fix');
    expect(stdout).toMatch(/nothing found in 1 file; \d repaired\n$/);
    const host = `<!-- ours -->\r\n${before}`.replace('API', 'api');
    const lines = host.split('\r\n').filter((line) => !line.includes(`>${pins.b}<`));
    expect(read('tools/nsc.xml')).toBe(lines.join('\r\n').replace(pins.b.slice(0, 43), pins.b));
    expect(statSync(folder.in('tools/nsc.xml')).mode & 0o777).toBe(0o750);
    expect(await lint()).toMatchObject({ status: 0, stdout: 'nothing found in 1 file\n' });
  });

  test('with --dry-run prints a patch that does the same, and changes nothing', async () => {
    write({ 'tools/nsc.xml': before });
    const { stdout, stderr } = await lint('--fix', '--dry-run');
    expect(read('tools/nsc.xml')).toBe(before);
    expect(stdout).toMatch(/^--- a\/tools\/nsc\.xml\n\+\+\+ b\/tools\/nsc\.xml\n@@ /);
    expect(stderr).toContain('repaired');
    const applied = spawnSync('git', ['apply', '--unidiff-zero', '-p1', '-'], { cwd: folder.path, input: stdout });
    expect(String(applied.stderr)).toBe('');
    const byPatch = read('tools/nsc.xml');
    write({ 'tools/nsc.xml': before });
    await lint('--fix');
    expect(read('tools/nsc.xml')).toBe(byPatch);
  });

  test('leaves what is suppressed or in the baseline', async () => {
    const known = nsc(config('API.example.com', pins.a, pins.b));
    write({ 'nsc.xml': known });
    await lint('--baseline', 'known.json', '--write-baseline');
    await lint('--baseline', 'known.json', '--fix');
    expect(read('nsc.xml')).toBe(known);
  });

  test('writes nothing where a link leads out of the project', async () => {
    using elsewhere = temporaryFolder();
    const foreign = nsc(config('API.example.com', pins.a, pins.b));
    writeProject(elsewhere.path, { 'nsc.xml': foreign });
    symlinkSync(elsewhere.in('nsc.xml'), folder.in('nsc.xml'));
    write({ 'a/nsc.xml': foreign });
    const { status, stderr } = await lint('--fix');
    expect({ status, stderr }).toMatchObject({ stderr: expect.stringContaining('nsc.xml is a link to ') });
    expect(status).not.toBe(0);
    expect(readFileSync(elsewhere.in('nsc.xml'), 'utf8')).toBe(foreign);
    expect(read('a/nsc.xml')).toBe(foreign);
  });

  test('writes through a link to a file of the project that is named', async () => {
    write({ 'tools/nsc.xml': nsc(config('API.example.com', pins.a, pins.b)) });
    symlinkSync('tools/nsc.xml', folder.in('nsc.xml'));
    await lint('--fix', 'nsc.xml');
    expect(read('tools/nsc.xml')).toContain('>api.example.com<');
    expect(lstatSync(folder.in('nsc.xml')).isSymbolicLink()).toBe(true);
  });
});

test.each([
  {
    system: 'github',
    says: [/^name: livepin lint$/m, /upload-sarif@/, /npx --yes livepin@\d/, /sarif_file: livepin\.sarif/],
  },
  { system: 'gitlab', says: [/^livepin-lint:$/m, /junit: livepin\.xml/, /npx --yes livepin@\d/] },
])('--ci $system prints what is pasted, and looks at nothing', async ({ system, says }) => {
  const { status, stdout, stderr } = await lint('--ci', system);
  for (const pattern of says) expect(stdout).toMatch(pattern);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
