import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The first line that a program says of its version, without what `pattern` does not catch. */
export async function versionOf(program: string, parameters: readonly string[], pattern = /.*/): Promise<string> {
  const { stdout, stderr } = await run(program, parameters);
  const [, caught] = pattern.exec(stdout || stderr) ?? [];
  return (caught ?? (stdout || stderr).split('\n')[0]!).trim();
}
