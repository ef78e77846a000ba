import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
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

describe.each([{ shell: 'zsh' }, { shell: 'fish' }])('$shell', ({ shell }) => {
  test('every command and every option is there', async () => {
    const script = await scriptOf(shell);
    for (const word of ['check', 'roll-forward', 'init', 'new-admin-token', 'drop-pin-key', 'backup']) {
      expect(script).toContain(word);
    }
  });

  describeWith(findProgram(shell), 'the shell itself', (program) => {
    test('takes the script', async () => {
      writeFileSync(folder.in(`livepin.${shell}`), await scriptOf(shell));
      expect(() =>
        execFileSync(program, ['-n', `livepin.${shell}`], { cwd: folder.path, stdio: 'pipe' }),
      ).not.toThrow();
    });
  });
});
