import { type Host, LivepinError, parseHost } from '@livepin/core';
import { sourceFileOf } from '@livepin/formats';
import {
  hostsToAsk,
  type Project,
  type ProjectFile,
  readProjectFile,
  type Severity,
  type World,
} from '@livepin/formats/lint';
import type { EndpointOptions } from '../endpoint-options.ts';
import type { ReadFault } from '../project/list-files.ts';
import type { ProjectRead } from '../project/read-project.ts';
import { usage } from '../usage-error.ts';
import { readBaseline } from './baseline-file.ts';
import { judgeProject, type ProjectJudgement } from './judge-project.ts';
import type { LintReport } from './lint-report.ts';
import { repair } from './repair.ts';
import { patchOf, writeRepairs } from './write-repairs.ts';

export interface LintWishes extends EndpointOptions {
  /** A severity, or "never". */
  readonly failOn: string;
  readonly fix: boolean;
  readonly isDryRun: boolean;
  readonly baseline: string | undefined;
  readonly writesBaseline: boolean;
  readonly ownHosts: string | undefined;
  readonly offline: boolean;
  readonly app: string | undefined;
  readonly service: string;
  readonly root: readonly string[];
}

export interface Linted {
  readonly report: LintReport;
  readonly judgement: ProjectJudgement;
  /** What repairs would change; null where they were made, or not asked for. */
  readonly patch: string | null;
}

/**
 * Lints what was read, asks whom it may, and makes the repairs that were asked for.
 * @param now seconds since 1970
 * @throws {LivepinError} LP_USAGE, LP_FILE_UNREADABLE, LP_FILE_UNWRITABLE, LP_BASELINE_MALFORMED; with an app: as `fetchPublished`
 */
export async function lintProject(read: ProjectRead, wishes: LintWishes, now: number): Promise<Linted> {
  const { base } = read;
  const { project, faults } = projectOf(read, ownHostsOf(wishes.ownHosts));
  const { world, notes } = await worldOf(project, wishes, now);
  const isKnown = wishes.baseline !== undefined && !wishes.writesBaseline;
  const baseline = isKnown ? await readBaseline(wishes.baseline) : new Set<string>();
  const judge = (one: Project) => judgeProject(one, { base, world, faults, baseline });
  const repaired = wishes.fix ? repair(project, (one) => judge(one).findings.map(({ finding }) => finding)) : null;
  if (repaired && !wishes.isDryRun) await writeRepairs(base, repaired);
  const judgement = judge(repaired?.project ?? project);
  return {
    judgement,
    patch: repaired && wishes.isDryRun ? patchOf(base, repaired) : null,
    report: {
      ...judgement,
      files: project.files.length,
      repaired: repaired?.count ?? 0,
      asked: [...world.served.keys()],
      notes,
      failOn: wishes.failOn === 'never' ? null : (wishes.failOn as Severity),
    },
  };
}

function projectOf(
  { files, faults }: ProjectRead,
  ownHosts: readonly Host[],
): { project: Project; faults: readonly ReadFault[] } {
  const ours: ReadFault[] = [];
  const read = files.flatMap(({ path, bytes }): ProjectFile[] => {
    try {
      return [readProjectFile(sourceFileOf(path, bytes))];
    } catch (error) {
      // Readers do not throw. One that does all the same must not keep the other files from being looked at.
      ours.push({ path, sentence: `livepin met a fault of its own in this file: ${(error as Error).message}.` });
      return [];
    }
  });
  return { project: { files: read, ownHosts }, faults: [...faults, ...ours] };
}

/** @throws {LivepinError} LP_USAGE */
function ownHostsOf(given: string | undefined): Host[] {
  const names = (given ?? '').split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => {
      try {
        return parseHost(name, '--own-hosts');
      } catch (error) {
        throw error instanceof LivepinError ? usage(error.message) : error;
      }
    });
}

async function worldOf(
  project: Project,
  { offline, app, service, root, ...endpoint }: LintWishes,
  now: number,
): Promise<{ world: World; notes: readonly string[] }> {
  const hosts = offline ? [] : hostsToAsk(project);
  const asks = hosts.length > 0 || app !== undefined ? await import('./ask-world.ts') : null;
  const { served, notes } = asks && hosts.length > 0 ? await asks.askServers(hosts, endpoint, now) : nobody;
  const published = asks && app !== undefined ? await asks.askBundle(service, app, root, now) : null;
  const world = { now, served, bundle: published?.bundle ?? null };
  return { world, notes: [...(published?.notes ?? []), ...notes] };
}

const nobody = { served: new Map(), notes: [] } as const;
