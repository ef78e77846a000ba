import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirements } from './libraries.ts';
import npm from './npm/package.json' with { type: 'json' };

const told = readFileSync(new URL('../../../docs/lab-findings.md', import.meta.url), 'utf8');

const named = [
  ...requirements.map((one) => one.split('==').join(' ')),
  ...Object.entries(npm.dependencies).map(([name, version]) => `${name} ${version}`),
].filter((one) => !one.startsWith('undici-before'));

test.each([...named, '8.12.1', '24.18.0', '3.10.8'])(
  'docs/lab-findings.md tells of the version that is tested: %s',
  (one) => {
    expect(told).toContain(one);
  },
);

test('docs/lab-findings.md tells of the version that is tested: OkHttp', () => {
  const pom = readFileSync(new URL('../../attacks/clients/okhttp/pom.xml', import.meta.url), 'utf8');
  const [, version] = /okhttp-jvm<\/artifactId>\s*<version>([^<]+)</.exec(pom)!;
  expect(told).toContain(`OkHttp ${version}`);
});
