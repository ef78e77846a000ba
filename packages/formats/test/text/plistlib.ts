import { spawnSync } from 'node:child_process';
import { findProgram } from '../../../../e2e/system.ts';

/** A property list parser that is not ours: the one of Python's standard library. */
export const python = findProgram('python3');

/** What plistlib reads of a property list, as JSON; bytes and dates as text. */
export function readWithPlistlib(path: string, bytes: Uint8Array): unknown {
  const script = 'import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=str))';
  return JSON.parse(run(path, script, bytes).toString());
}

/** The same values, in binary. */
export function binaryByPlistlib(path: string, bytes: Uint8Array): Uint8Array {
  const script =
    'import plistlib,sys; sys.stdout.buffer.write(plistlib.dumps(plistlib.loads(sys.stdin.buffer.read()), fmt=plistlib.FMT_BINARY))';
  return Uint8Array.from(run(path, script, bytes));
}

function run(path: string, script: string, input: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync(path, ['-c', script], { input, timeout: 30_000 });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}
