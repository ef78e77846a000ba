import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPythonWith } from './python.ts';
import { findProgram } from './system.ts';

const newest = 'mitmproxy==12.3.1';

export interface Mitmproxy {
  /** Program and first arguments that are mitmdump. */
  readonly command: readonly [string, ...string[]];
  readonly version: string;
}

/** mitmdump: the newest from PyPI where that can be had, else the machine's own. */
export async function findMitmproxy(): Promise<Mitmproxy | { readonly missing: string }> {
  for (const name of ['python3.14', 'python3.13', 'python3.12']) {
    const python = await findPythonWith(name, [newest]);
    // By its function: the program that pip writes names the folder in which the environment was made.
    const start = 'from mitmproxy.tools.main import mitmdump; mitmdump()';
    if ('path' in python) return withVersion([python.path, '-c', start]);
  }
  const found = findProgram('mitmdump');
  return 'path' in found ? withVersion([found.path]) : found;
}

async function withVersion(command: readonly [string, ...string[]]): Promise<Mitmproxy> {
  const [program, ...first] = command;
  const { stdout } = await promisify(execFile)(program, [...first, '--version']);
  return { command, version: /Mitmproxy: (\S+)/.exec(stdout)![1]! };
}
