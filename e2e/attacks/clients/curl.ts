import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../system.ts';
import type { Client, RunningClient } from './client.ts';
import type { Answer, Question } from './line-protocol.ts';

const run = promisify(execFile);
const atOnce = 4;

export const curl: Client = {
  id: 'curl',
  name: 'curl',
  how: '`--pinnedpubkey`: the key of the leaf, and no other',
  positions: ['leaf'],
  knowsRevocation: false,
  async start() {
    const found = findProgram('curl');
    if ('missing' in found) return found;
    return startCurl(found.path);
  },
};

async function startCurl(program: string): Promise<RunningClient> {
  const { stdout } = await run(program, ['--version']);
  const [, version, openssl] = /^curl (\S+).*?((?:OpenSSL|GnuTLS|LibreSSL|BoringSSL)\/\S+)/.exec(stdout) ?? [];
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    version: `curl ${version}, ${openssl?.replace('/', ' ')}`,
    async ask(question) {
      if (running === atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        return await request(program, question);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function request(program: string, { host, port, caFile, pins }: Question): Promise<Answer> {
  const parameters = ['--silent', '--show-error', '--disable', '--max-time', '8', '--output', '/dev/null'];
  parameters.push('--cacert', caFile, '--pinnedpubkey', pins.map((pin) => `sha256//${pin}`).join(';'));
  parameters.push('--noproxy', '*', '--resolve', `${host}:${port}:127.0.0.1`, `https://${host}:${port}/`);
  try {
    await run(program, parameters);
    return { isAccepted: true, why: '' };
  } catch (error) {
    const { code, stderr } = error as { code: unknown; stderr: string };
    if (typeof code !== 'number') throw error;
    return { isAccepted: false, why: stderr.trim() };
  }
}
