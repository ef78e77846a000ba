import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Found, findProgram } from '../../system.ts';
import { positions } from '../case.ts';
import { buildFolder } from './build-folder.ts';
import { type Client, startProcess } from './client.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('go', import.meta.url));

export const goClients: readonly Client[] = [
  {
    id: 'go-verified',
    name: 'Go, verified',
    how: '`VerifyConnection` over `VerifiedChains`',
    positions,
    knowsRevocation: false,
    start: () => start('verified'),
  },
  {
    id: 'go-sent',
    name: 'Go, sent',
    how: '`VerifyConnection` over `PeerCertificates`: what the server sent',
    positions,
    knowsRevocation: false,
    start: () => start('sent'),
  },
];

async function start(mode: string) {
  const found = findGo();
  if ('missing' in found) return found;
  const program = join(await buildFolder(), 'pinned-go');
  await build(found.path, program);
  return startProcess(program, mode);
}

// Go's own installer puts it where no path leads.
export function findGo(): Found {
  const path = '/usr/local/go/bin/go';
  return existsSync(path) ? { path } : findProgram('go');
}

let built: Promise<unknown> | null = null;

/** As a file without a module: the go line of a go.mod would bring back what older versions put up with. */
function build(go: string, program: string): Promise<unknown> {
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  built ??= run(go, ['build', '-o', program, 'main.go'], { cwd: source, env });
  return built;
}
