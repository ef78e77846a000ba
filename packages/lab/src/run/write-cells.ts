import { nameOf } from '../endpoint.ts';
import { forgetEvidence } from '../evidence/forget-evidence.ts';
import { writeEvidence } from '../evidence/write-evidence.ts';
import { redactText } from '../leaks/redact.ts';
import type { EvidenceFile, Report } from '../report/report.ts';
import type { AppVerdict, CellOfApp } from '../verdict/judge-app.ts';
import type { LabOptions } from './lab-options.ts';

/**
 * Writes the captures of all cells in which something was attacked, in place of those of an earlier report.
 * @param folder of the report
 * @throws what the file system throws
 */
export async function writeCells(
  folder: string,
  { hosts }: AppVerdict,
  { canaries = [] }: Pick<LabOptions, 'canaries'>,
  disclosure: Report['disclosure'],
): Promise<ReadonlyMap<CellOfApp, readonly EvidenceFile[]>> {
  await forgetEvidence(folder);
  const written = new Map<CellOfApp, readonly EvidenceFile[]>();
  for (const { endpoint, cells } of hosts) {
    for (const cell of cells) {
      const connections = cell.tries.flatMap((one) => one.connections);
      if (!connections.some(({ isAttack }) => isAttack)) continue;
      const name = `${endpoint.host}-${endpoint.port}-${cell.scenario.id}`;
      const says = [
        `${nameOf(endpoint)} in the scenario ${cell.scenario.id}: ${cell.verdict}.`,
        redactText(cell.because, canaries),
      ];
      written.set(cell, await writeEvidence(folder, { name, says, connections }, disclosure));
    }
  }
  return written;
}
