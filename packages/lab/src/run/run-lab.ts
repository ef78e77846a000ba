import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { GenuineServers } from '../engine/genuine-servers.ts';
import { hashBuild } from '../evidence/build-hash.ts';
import { testerChainFor } from '../forge/genuine-chain.ts';
import { makeLabCas } from '../forge/lab-cas.ts';
import { folderPrefix } from '../keeper/duty.ts';
import { type Keeper, openKeeper } from '../keeper/keeper.ts';
import type { Report } from '../report/report.ts';
import type { Subject } from '../subject.ts';
import { judgeApp } from '../verdict/judge-app.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { defaultTries, Lab } from './lab.ts';
import type { LabOptions } from './lab-options.ts';
import { reportOf } from './report-of.ts';
import { genuineAnchors, TrustStores } from './trust-store.ts';
import { writeCells } from './write-cells.ts';

/**
 * Attacks an app with each scenario, and says for each of its hosts whether it is pinned.
 * @throws {LivepinError} LP_LAB_SCENARIO_UNKNOWN; LP_LAB_COMMAND_FAILED; LP_FILE_UNREADABLE: something that is tested cannot
 *   be hashed; LP_FILE_UNWRITABLE: there is no folder for temporary files; LP_LAB_STATE_UNUSABLE and LP_LAB_NOT_RESTORED, as the keeper has them
 */
export async function runLab(options: LabOptions, subject: Subject): Promise<Report> {
  const chosen = chooseScenarios(options.scenarios ?? []);
  const build = await hashBuild(subject.build);
  const now = Math.floor(Date.now() / 1000);
  await using keeper = await openKeeper();
  tellRestored(keeper, options);
  const anchors = genuineAnchors(options.ca ?? null);
  const { resolve = (host, port) => ({ host, port }), disclosure = 'redacted' } = options;
  using genuine = new GenuineServers({ anchors: anchors.join(''), resolve });
  const cas = makeLabCas(now);
  const stores = new TrustStores(await labFolder(keeper), cas, anchors);
  const signal = options.signal ?? new AbortController().signal;
  const lab = new Lab({ options, subject, cas, genuine, stores, keeper, signal, now });
  await lab.perform(chosen);
  const { records, scenarios } = lab;
  const verdict = judgeApp({
    scenarios,
    records,
    channels: lab.channelHosts,
    hasGenuineKey: (host) => testerChainFor(options.tester ?? null, host) !== null,
  });
  const evidence = options.reportFolder ? await writeCells(options.reportFolder, verdict, options, disclosure) : null;
  return reportOf(verdict, records, {
    subject: { name: subject.name, build },
    madeAt: now,
    livepin: options.livepin ?? 'unknown',
    mode: options.mode ?? 'proxy',
    tries: options.tries ?? defaultTries,
    isPartial: signal.aborted,
    scenarios,
    expected: options.expected ?? [],
    canaries: options.canaries ?? [],
    disclosure,
    evidenceOf: (cell) => evidence?.get(cell) ?? [],
    warnings: subject.warnings ?? [],
  });
}

/** With public certificates alone: the keys of the lab's CAs are in memory and nowhere else. */
async function labFolder(keeper: Keeper): Promise<string> {
  const folder = join(tmpdir(), `${folderPrefix}${randomUUID()}`);
  keeper.mind({ kind: 'folder', path: folder });
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const sentence = `The folder for temporary files, ${tmpdir()}, cannot be written (TMPDIR names it): it is to hold the public certificates of the lab.`;
    throw new LivepinError('LP_FILE_UNWRITABLE', sentence, { cause: error });
  }
  return folder;
}

function tellRestored({ restored: { undone, failures } }: Keeper, { onEvent }: LabOptions): void {
  for (const what of undone)
    onEvent?.({ kind: 'note', sentence: `An earlier lab had been killed; put back: ${what}.` });
  for (const what of failures)
    onEvent?.({ kind: 'note', sentence: `An earlier lab had been killed, and could not be put back: ${what}.` });
}
