import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { describeWith, findProgram } from '../system.ts';
import { testCases } from './trial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { plan } from './world.ts';

const run = promisify(execFile);

describeWith(findProgram('curl'), 'what is generated for curl', () => {
  let place: Workplace;
  let commands: string[];
  beforeAll(async () => {
    place = await openWorkplace();
    const [path] = await place.generate('curl', plan, 'live');
    commands = (await readFile(path!, 'utf8')).split('\n').filter((line) => line.startsWith('curl '));
  });
  afterAll(() => place[Symbol.asyncDispose]());

  // The command as it stands, by a shell. What is between the test and it is in curl's own settings file.
  const request = async (host: string, port: number) => {
    const command = commands.find((line) => line.includes(`'https://${host}/'`)) ?? `curl --fail 'https://${host}/'`;
    const settings = `cacert = "${place.caFile}"\nconnect-to = "::127.0.0.1:${port}"\nnoproxy = "*"\nsilent\nshow-error\n`;
    await place.write('.curlrc', settings);
    await run('/bin/sh', ['-c', command], { env: { ...process.env, CURL_HOME: place.folder } });
  };
  const refusals = { 'no pinned key': /curl: \(90\)/, 'not trusted': /curl: \(60\)/ };
  testCases(request, refusals, ['ca-keys', 'subdomains', 'expiry']);
});
