import { LivepinError } from '@livepin/core';
import { formatTarget, parseTarget, type StartTls, type Target } from '@livepin/tls/probe';
import { nameOf, readInput } from './files.ts';

/**
 * The servers that a command line names, each once.
 * @param file one server on a line, as on the command line; `#` begins a remark; null: no file
 * @param startTls for those that are no URL
 * @throws {LivepinError} LP_ENDPOINT_MALFORMED, saying on which line; LP_FILE_UNREADABLE
 */
export async function readTargets(
  hosts: readonly string[],
  file: string | null,
  startTls: StartTls | null,
): Promise<Target[]> {
  const lines =
    file === null
      ? []
      : Buffer.from(await readInput(file))
          .toString('utf8')
          .split(/\r?\n/);
  const targets = [
    ...hosts.map((host) => parseTarget(host, startTls)),
    ...lines.flatMap((line, index) => targetsOn(line, `${nameOf(file!)}, line ${index + 1}`, startTls)),
  ];
  return [...new Map(targets.map((target) => [formatTarget(target), target])).values()];
}

function targetsOn(line: string, where: string, startTls: StartTls | null): Target[] {
  const text = line.replace(/(^|\s)#.*$/, '').trim();
  if (text === '') return [];
  try {
    return [parseTarget(text, startTls)];
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    throw new LivepinError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}
