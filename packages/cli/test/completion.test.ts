import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const scriptOf = async (shell: string) => {
  const { stdout, status } = await livepin(['completion', shell]);
  expect(status).toBe(0);
  return stdout;
};

describeWith(findProgram('bash'), 'bash', () => {
  async function complete(...words: string[]): Promise<string[]> {
    writeFileSync(folder.in('livepin.bash'), await scriptOf('bash'));
    const program = `
      source ./livepin.bash
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _livepin
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['-c', program, 'bash', ...words], { cwd: folder.path });
    return out.toString().split('\n').filter(Boolean);
  }

  test.each([
    { typed: ['livepin', 'ch'], offers: ['check'] },
    { typed: ['livepin', 'roo'], offers: ['root'] },
    { typed: ['livepin', 'root', 'i'], offers: ['init'] },
    { typed: ['livepin', 'check', '--pi'], offers: ['--pins'] },
    { typed: ['livepin', 'check', 'api.example.com', '--bu'], offers: ['--bundle'] },
    { typed: ['livepin', 'root', 'init', '--thr'], offers: ['--threshold'] },
    { typed: ['livepin', 'completion', 'f'], offers: ['fish'] },
    { typed: ['livepin', 'verify', 'b.json', '--root', 'livepin.b'], offers: ['livepin.bash'] },
    { typed: ['livepin', 'pin', 'livepin.b'], offers: ['livepin.bash'] },
  ])('$typed offers $offers', async ({ typed, offers }) => {
    expect(await complete(...typed)).toEqual(offers);
  });

  test('an empty word offers every command', async () => {
    expect(await complete('livepin', '')).toEqual(expect.arrayContaining(['pin', 'check', 'serve', 'key', '--help']));
  });
});

const cases = [
  { typed: ['livepin', 'ch'], offers: ['check'] },
  { typed: ['livepin', 'roo'], offers: ['root'] },
  { typed: ['livepin', 'root', 'i'], offers: ['init'] },
  { typed: ['livepin', 'check', '--pi'], offers: ['--pins'] },
  { typed: ['livepin', 'root', 'init', '--thr'], offers: ['--threshold'] },
  { typed: ['livepin', 'completion', 'f'], offers: ['fish'] },
];

describeWith(findProgram('fish'), 'fish', (fish) => {
  test.each(cases)('$typed offers $offers, with what it is for', async ({ typed, offers }) => {
    writeFileSync(folder.in('livepin.fish'), await scriptOf('fish'));
    const program = 'source ./livepin.fish; complete -C (string join -- " " $argv)';
    const env = { PATH: process.env['PATH'], HOME: folder.path };
    const out = execFileSync(fish, ['-c', program, ...typed], { cwd: folder.path, env, stdio: 'pipe' }).toString();
    const lines = out.split('\n').filter(Boolean);
    expect(lines.map((line) => line.split('\t')[0])).toEqual(offers);
  });
});

describeWith(findProgram('zsh'), 'zsh', (zsh) => {
  // What zsh itself offers is the found words that begin with the typed one: here, that part is done for it.
  const program = `
    compdef() { : }
    _describe() { for word in "\${(@)found}"; do print -r -- "\${word%%:*}"; done }
    source ./_livepin
    words=("$@") CURRENT=$#
    _livepin`;

  test.each(cases)('$typed offers $offers', async ({ typed, offers }) => {
    writeFileSync(folder.in('_livepin'), await scriptOf('zsh'));
    const out = execFileSync(zsh, ['-f', '-c', program, 'zsh', ...typed], { cwd: folder.path, stdio: 'pipe' });
    const lines = out
      .toString()
      .split('\n')
      .filter((line) => line !== '' && line.startsWith(typed.at(-1)!));
    expect(lines).toEqual(offers);
  });
});
