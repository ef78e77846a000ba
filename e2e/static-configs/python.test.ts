import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PinPlan } from '@livepin/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPythonWith } from '../python.ts';
import { describeWith } from '../system.ts';
import { type Driver, startDriver } from './driver.ts';
import { testCases } from './trial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { expiredPlan, plan } from './world.ts';

const script = fileURLToPath(new URL('python/driver.py', import.meta.url));
const refusals = {
  'no pinned key': /No pinned key on the path to/,
  'not trusted': /unable to get (local )?issuer certificate|certificate is not valid for/,
};

// The first that shows the verified path, and what most machines have.
const pythons = await Promise.all(
  ['python3.13', 'python3'].map(async (name) => ({
    name,
    found: await findPythonWith(name, ['aiohttp==3.14.5', 'urllib3==2.8.0']),
  })),
);

for (const { name, found } of pythons) {
  for (const library of ['urllib3', 'aiohttp']) {
    describeWith(found, `what is generated for ${library}, with ${name}`, (python) => {
      const showsPath = canSeePath(python);
      const usable = showsPath ? (whole: PinPlan) => whole : withoutCas;
      let place: Workplace;
      let driver: Driver;
      beforeAll(async () => {
        place = await openWorkplace();
        await place.generate(`python-${library}`, usable(plan), 'live');
        await place.generate(`python-${library}`, usable(expiredPlan), 'expired');
        await place.generate(`python-${library}`, plan, 'whole');
        driver = startDriver(python, [script], { PYTHONPATH: place.folder, SSL_CERT_FILE: place.caFile });
      });
      afterAll(async () => {
        await driver[Symbol.asyncDispose]();
        await place[Symbol.asyncDispose]();
      });

      testCases(
        (host, port, isExpired) => driver.ask(`${library}/${isExpired ? 'expired' : 'live'}`, host, port),
        refusals,
        showsPath ? [] : ['ca-keys'],
      );
      if (!showsPath) {
        test('keys of CAs, which this Python cannot see, are refused at once and not at the first request', async () => {
          const answer = driver.ask(`${library}/whole`, 'ca.example', 1);
          await expect(answer).rejects.toThrow(/ImportError: Python 3\.13 or newer is needed/);
        });
      }
    });
  }
}

function canSeePath(python: string): boolean {
  const code = 'import ssl; print(hasattr(ssl.SSLSocket, "get_verified_chain"))';
  return execFileSync(python, ['-c', code], { encoding: 'utf8' }).trim() === 'True';
}

function withoutCas(whole: PinPlan): PinPlan {
  return { ...whole, hosts: whole.hosts.filter(({ keys }) => keys.some(({ role }) => role === 'leaf')) };
}
