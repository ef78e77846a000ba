// `npm test`: types, lint and form, then all tests. Ends with "N passed, N failed".
// Usage: node scripts/test.ts [part of a test file's path …]
import { spawnSync } from 'node:child_process';

const checks = [
  { says: 'types', command: ['tsc', '-b'] },
  { says: 'types of tests', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { says: 'lint and form', command: ['biome', 'check', '--error-on-warnings', '--colors=off', '.'] },
];

for (const { says, command } of checks) {
  const [program, ...arguments_] = command;
  const { status, stdout, stderr, error } = spawnSync(program!, arguments_, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) continue;
  const why = error ? `${error.message} (npm test finds it; node scripts/test.ts alone may not)` : `${stdout}${stderr}`;
  console.log(`FAILED ${says} (${command.join(' ')})\n${why}\n0 passed, 1 failed`);
  process.exit(1);
}
const { status } = spawnSync('vitest', ['run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
