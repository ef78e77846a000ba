import { decodeUtf8, LivepinError } from '@livepin/core';
import { readInput, writeOutput } from '../files.ts';
import type { Located } from './lint-report.ts';

const format = 'livepin-lint-baseline/1';

/**
 * The fingerprints of findings that were there before, and do not fail a run.
 * @throws {LivepinError} LP_FILE_UNREADABLE, LP_BASELINE_MALFORMED
 */
export async function readBaseline(path: string): Promise<ReadonlySet<string>> {
  const text = decodeUtf8(await readInput(path));
  const findings = text === null ? null : findingsIn(text);
  if (findings) return new Set(findings);
  throw new LivepinError('LP_BASELINE_MALFORMED', `${path} is no baseline of livepin lint.`);
}

// Not by core's reader of signed documents, which refuses what people may do to a file of theirs.
function findingsIn(text: string): string[] | null {
  try {
    const { format: named, findings } = JSON.parse(text) as { format?: unknown; findings?: unknown };
    if (named !== format || !Array.isArray(findings)) return null;
    const names = findings.map((finding: { fingerprint?: unknown } | null) => finding?.fingerprint);
    return names.every((name) => typeof name === 'string') ? names : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Writes what was found as known. In order, and one on a line, so that its changes are read in a review.
 * @throws {LivepinError} LP_FILE_UNWRITABLE
 */
export async function writeBaseline(path: string, findings: readonly Located[]): Promise<void> {
  const lines = findings.map(({ finding: { rule, path: file, sentence }, fingerprint }) =>
    JSON.stringify({ fingerprint, rule, path: file, sentence }),
  );
  const body = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  await writeOutput(path, `{\n  "format": "${format}",\n  "findings": ${body}\n}\n`, { mayReplace: true });
}
