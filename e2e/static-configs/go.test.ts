import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { describeWith, findProgram } from '../system.ts';
import { type Driver, startDriver } from './driver.ts';
import { openWorkplace, testCases, type Workplace } from './trial.ts';
import { expiredPlan, plan } from './world.ts';

const run = promisify(execFile);
// Go's own installer puts it where no path leads.
const installed = '/usr/local/go/bin/go';

describeWith(existsSync(installed) ? { path: installed } : findProgram('go'), 'what is generated for Go', (go) => {
  let place: Workplace;
  let driver: Driver;
  beforeAll(async () => {
    place = await openWorkplace();
    await place.generate('go', plan, 'live');
    await place.generate('go', expiredPlan, 'expired');
    await place.write('go.mod', 'module static\n\ngo 1.21\n');
    await place.write('main.go', await readFile(new URL('go/main.go', import.meta.url), 'utf8'));
    const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
    await run(go, ['vet', './...'], { cwd: place.folder, env });
    await run(go, ['build', '-o', 'driver', '.'], { cwd: place.folder, env });
    driver = startDriver(join(place.folder, 'driver'), [place.caFile], {});
  });
  afterAll(async () => {
    await driver?.[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  testCases((host, port, isExpired) => driver.ask(isExpired ? 'expired' : 'live', host, port), {
    'no pinned key': /no pinned key on the path to/,
    'not trusted': /unknown authority|not leaf\.example/,
  });
});
