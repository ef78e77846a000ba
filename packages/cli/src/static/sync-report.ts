import type { StaticPins } from '@livepin/admin';
import type { Host } from '@livepin/core';
import { sourceFileOf } from '@livepin/formats';
import type { Console, Result } from '../command.ts';
import { programName } from '../program-name.ts';
import type { ReadFault } from '../project/list-files.ts';
import { shownPath } from '../project/read-project.ts';
import type { Style } from '../style.ts';
import { unifiedDiff } from '../unified-diff.ts';
import type { Renewal } from './embedded.ts';
import type { Synced, SyncedFile } from './sync-project.ts';

/** What a run found and did. */
export interface Report {
  readonly app: string;
  /** What paths are relative to. */
  readonly base: string;
  readonly synced: Synced;
  readonly renewals: readonly Renewal[];
  readonly faults: readonly ReadFault[];
  readonly published: readonly Host[];
  readonly recorded: StaticPins | null;
}

export function changed({ files }: Synced): readonly SyncedFile[] {
  return files.filter(({ file, bytes }) => bytes !== file.bytes);
}

/** Of a run that changes nothing: differences on standard output, remarks on standard error. */
export function checked(report: Report, console: Console): Result {
  const { synced, renewals, base } = report;
  const diffs = changed(synced).map(({ file, bytes }) => {
    const after = sourceFileOf(file.path, bytes).text;
    const path = shownPath(base, file.path);
    const isText = file.text !== null && after !== null;
    return { path: file.path, diff: isText ? unifiedDiff(path, file.text, after) : `Binary file ${path} differs\n` };
  });
  if (!console.isJson) {
    for (const { diff } of diffs) console.document(diff);
    tell(report, console, 'behind');
  }
  const isBehind = diffs.length > 0 || renewals.length > 0;
  if (isBehind && !console.isJson)
    console.note(
      `A build would ship what is out of step: ${programName} sync --app ${report.app} writes what is published.`,
    );
  return {
    ...verdictOf(report, isBehind),
    json: { inStep: !isBehind && !isStuck(report), ...jsonOf(report), diffs },
    lines: () => [],
  };
}

export function done(report: Report, console: Console): Result {
  if (!console.isJson) tell(report, console, 'renewed');
  const { recorded } = report;
  return {
    ...verdictOf(report, false),
    json: { inStep: !isStuck(report), ...jsonOf(report), recorded },
    lines: (style) => [...linesOf(report, style), ...(recorded ? [lineOfRecorded(recorded)] : [])],
  };
}

/** Without the answer of a server nobody knows whether some files are in step. */
function verdictOf(report: Report, isBehind: boolean): Pick<Result, 'isNegative' | 'isIncomplete'> {
  const isUnknown = report.synced.files.some(({ isStale, needsRoles }) => isStale && needsRoles);
  return { isNegative: isBehind || isStuck(report), isIncomplete: isUnknown || report.faults.length > 0 };
}

function isStuck({ synced }: Report): boolean {
  return synced.files.some(({ isStale, needsRoles }) => isStale && !needsRoles);
}

function jsonOf({ app, synced, renewals, faults, published }: Report): object {
  return {
    app,
    files: synced.files.map(({ file, bytes, hosts, foreign, kept, left, isStale }) => ({
      path: file.path,
      isChanged: bytes !== file.bytes,
      hosts,
      notPublished: foreign,
      keptForCas: kept,
      isStale,
      left: left.map(({ sentence }) => sentence),
    })),
    embedded: renewals.map(({ path, says }) => ({ path, says })),
    nowhere: nowhere(synced, published),
    unasked: [...synced.silent].map(([host, { message }]) => ({ host, sentence: message })),
    faults,
  };
}

/** Hosts that are published, and that no file pins. */
function nowhere({ files }: Synced, published: readonly Host[]): Host[] {
  return published.filter((host) => !files.some(({ hosts }) => hosts.includes(host)));
}

/** Remarks, on standard error: standard output has what changed. */
function tell(
  { app, base, synced, renewals, faults, published }: Report,
  console: Console,
  word: 'behind' | 'renewed',
): void {
  for (const { path, says } of renewals) console.note(`${word}: ${shownPath(base, path)}  ${says}`);
  for (const { file, foreign, kept, left, isStale } of synced.files) {
    for (const host of foreign)
      console.note(`left: ${shownPath(base, file.path)} pins ${host}, for which ${app} publishes nothing.`);
    for (const host of kept)
      console.note(
        `left: ${shownPath(base, file.path)} pins ${host} to keys that ${app} does not publish, those of its CAs beside the SDK.`,
      );
    for (const { sentence } of left)
      console.note(`${isStale ? 'out of step' : 'left'}: ${shownPath(base, file.path)}: ${sentence}`);
  }
  for (const { file, isStale, needsRoles } of synced.files)
    if (isStale && needsRoles)
      console.note(
        `unknown: ${shownPath(base, file.path)} compares only some keys, and which pins are theirs is not known.`,
      );
  for (const { message } of synced.silent.values()) console.note(`not asked: ${message}`);
  for (const host of nowhere(synced, published))
    console.note(`nowhere: ${host} is published by ${app}, and no file pins it.`);
  for (const { path, sentence } of faults) console.note(`not read: ${shownPath(base, path)}: ${sentence}`);
}

function linesOf({ synced, base }: Report, style: Style): string[] {
  const rewritten = changed(synced);
  const still = synced.files.filter(
    ({ file, bytes, hosts, isStale }) => bytes === file.bytes && hosts.length > 0 && !isStale,
  );
  return [
    ...rewritten.map(
      ({ file, hosts, isStale }) =>
        `${isStale ? style.warning('changed in part') : style.good('changed')} ${shownPath(base, file.path)}  ${hosts.join(', ')}`,
    ),
    ...still.map(({ file, hosts }) => `in step ${shownPath(base, file.path)}  ${style.faint(hosts.join(', '))}`),
    ...(synced.files.length === 0 ? ['No file here holds static pins.'] : []),
  ];
}

function lineOfRecorded({ appVersion, platform, hosts }: StaticPins): string {
  const names = [...new Set(hosts.map(({ host }) => host))].join(', ');
  return `told the service: version ${appVersion} for ${platform === 'all' ? 'all platforms' : platform} pins ${names}`;
}
