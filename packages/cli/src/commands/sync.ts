import { join, relative } from 'node:path';
import type { StaticPins } from '@livepin/admin';
import type { Host } from '@livepin/core';
import { endAfter, sourceFileOf } from '@livepin/formats';
import { adminAccess, adminIfToken, adminOptions } from '../admin-access.ts';
import { type Console, defineCommand, type Result } from '../command.ts';
import { caOption, connectOption, proxyOption } from '../endpoint-options.ts';
import { rewriteFile } from '../files.ts';
import { clock } from '../parse-time.ts';
import type { ReadFault } from '../project/list-files.ts';
import { readProject } from '../project/read-project.ts';
import { fetchPublished } from '../proven-delivery.ts';
import { flag, neededText, text, textOr, texts } from '../sketch.ts';
import { findEmbedded, type Renewal, renewalsOf } from '../static/embedded.ts';
import { readKeys } from '../static/plan-of-files.ts';
import { staticFileOf } from '../static/static-file.ts';
import { type Platform, platforms, staticPinsOf } from '../static/static-pins-of.ts';
import { type Synced, type SyncedFile, syncProject } from '../static/sync-project.ts';
import type { Style } from '../style.ts';
import { readRoots } from '../trust-roots.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { usage } from '../usage-error.ts';

export const sync = defineCommand({
  name: 'sync',
  summary: "bring a project's static pins, trust root and seed in step with the service",
  details: `Finds the configs of a project and gives the hosts that the app publishes the pins that it publishes, in place: pins
and dates change, and nothing else. Dates change with the pins, or in their last month. Hosts that are not published are named
and left. The servers are asked which pin is which key where a file must change. A trust root and a seed that livepin init
wrote are renewed, wherever they lie; beside them, pins of CAs stay. With --app-version the service is told what this version
ships, so that no publication cuts it off unasked.`,
  arguments: { folder: text('[folder]', 'the project; otherwise the folder here') },
  options: {
    app: neededText('--app <id>', 'the app', { environment: 'LIVEPIN_APP' }),
    isCheck: flag('--check', 'change nothing, and print what would change as a difference'),
    appVersion: text('--app-version <version>', 'tell the service that this version ships these pins'),
    platform: textOr('--platform <name>', 'where what this version ships holds', 'all', { choices: platforms }),
    from: texts('--from <file>', 'certificates that the servers show: nobody is asked'),
    root: texts('--root <file>', 'a trust root that is known to be right; what is fetched must follow it'),
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
    ...adminOptions,
  },
  examples: [
    'livepin sync --app com.example.bank',
    'livepin sync mobile --app com.example.bank --check --service https://pins.example.com',
    'livepin sync --app com.example.bank --app-version 2.1.0 --platform android',
  ],
  negative: 'with --check, a build would ship pins out of step; otherwise, some could not be brought in step.',
  async run(
    { folder = '.', app, isCheck, appVersion, platform, from, root, service, tokenFile, ...endpoint },
    console,
  ) {
    if (isCheck && appVersion !== undefined)
      throw usage('--check changes nothing, nor at the service: tell it of a version without --check.');
    const now = clock();
    const { files: found, faults, base } = await readProject([folder], false);
    const files = found.map(({ path, bytes }) => staticFileOf(path, bytes)).filter(({ read }) => read.length > 0);
    const embedded = await findEmbedded(base, app);
    const known = root.length > 0 ? await readRoots(root) : embedded.roots.map((one) => one.root.jws.bytes);
    const { bundle, root: newest } = await fetchPublished(service, app, known, now);
    const isBesideSdk = embedded.seeds.length > 0;
    const keys = from.length > 0 ? await readKeys(from) : null;
    const admin =
      appVersion === undefined ? await adminIfToken({ service, tokenFile }) : await adminAccess({ service, tokenFile });
    const end = endAfter(now);
    const synced = await syncProject({ files, bundle, isBesideSdk, keys, admin, endpoint, now, end });
    const renewals = renewalsOf(embedded, { root: newest, bundle }, now);
    const report: Report = {
      app,
      folder,
      synced,
      renewals,
      faults,
      published: bundle.domains.map(({ host }) => host),
      recorded: null,
    };
    if (isCheck) return checked(report, console);
    for (const { file, bytes } of changed(synced)) await rewriteFile(join(base, file.path), bytes);
    for (const { path, bytes } of renewals) await rewriteFile(join(base, path), bytes);
    if (appVersion === undefined || !admin) return done(report, console);
    const shipped = synced.files.map(({ file, bytes }) => staticFileOf(file.path, bytes));
    const body = staticPinsOf(shipped, appVersion, platform as Platform);
    if (body.hosts.length === 0)
      throw usage(`Nothing in ${folder} pins anything, so there is nothing to tell of ${appVersion}.`);
    return done({ ...report, recorded: await admin.recordStaticPins({ app, body }) }, console);
  },
});

interface Report {
  readonly app: string;
  readonly folder: string;
  readonly synced: Synced;
  readonly renewals: readonly Renewal[];
  readonly faults: readonly ReadFault[];
  readonly published: readonly Host[];
  readonly recorded: StaticPins | null;
}

function changed({ files }: Synced): readonly SyncedFile[] {
  return files.filter(({ file, bytes }) => bytes !== file.bytes);
}

function checked(report: Report, console: Console): Result {
  const { synced, renewals, folder } = report;
  const diffs = changed(synced).map(({ file, bytes }) => {
    const after = sourceFileOf(file.path, bytes).text;
    const path = relative('.', join(folder, file.path));
    const isText = file.text !== null && after !== null;
    return { path: file.path, diff: isText ? unifiedDiff(path, file.text, after) : `Binary file ${path} differs\n` };
  });
  if (!console.isJson) {
    for (const { diff } of diffs) console.document(diff);
    tell(report, console, 'behind');
  }
  const isBehind = diffs.length > 0 || renewals.length > 0;
  return {
    ...verdictOf(report, isBehind),
    json: { inStep: !isBehind && !isStuck(report), ...jsonOf(report), diffs },
    lines: () => [],
  };
}

function done(report: Report, console: Console): Result {
  if (!console.isJson) tell(report, console, 'renewed');
  const { synced, recorded } = report;
  return {
    ...verdictOf(report, false),
    json: { inStep: !isStuck(report), ...jsonOf(report), recorded },
    lines: (style) => [...linesOf(synced, style), ...(recorded ? [lineOfRecorded(recorded)] : [])],
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
  { app, synced, renewals, faults, published }: Report,
  console: Console,
  word: 'behind' | 'renewed',
): void {
  for (const { path, says } of renewals) console.note(`${word}: ${path}  ${says}`);
  for (const { file, foreign, kept, left } of synced.files) {
    for (const host of foreign) console.note(`left: ${file.path} pins ${host}, for which ${app} publishes nothing.`);
    for (const host of kept)
      console.note(
        `left: ${file.path} pins ${host} to keys that ${app} does not publish, those of its CAs beside the SDK.`,
      );
    for (const { sentence } of left) console.note(`out of step: ${file.path}: ${sentence}`);
  }
  for (const { file, isStale, needsRoles } of synced.files)
    if (isStale && needsRoles)
      console.note(`unknown: ${file.path} compares only some keys, and which pins are theirs is not known.`);
  for (const { message } of synced.silent.values()) console.note(`not asked: ${message}`);
  for (const host of nowhere(synced, published))
    console.note(`nowhere: ${host} is published by ${app}, and no file pins it.`);
  for (const { path, sentence } of faults) console.note(`not read: ${path}: ${sentence}`);
}

function linesOf(synced: Synced, style: Style): string[] {
  const rewritten = changed(synced);
  const still = synced.files.filter(
    ({ file, bytes, hosts, isStale }) => bytes === file.bytes && hosts.length > 0 && !isStale,
  );
  return [
    ...rewritten.map(
      ({ file, hosts, isStale }) =>
        `${isStale ? style.warning('changed in part') : style.good('changed')} ${file.path}  ${hosts.join(', ')}`,
    ),
    ...still.map(({ file, hosts }) => `in step ${file.path}  ${style.faint(hosts.join(', '))}`),
    ...(synced.files.length === 0 ? ['No file here holds static pins.'] : []),
  ];
}

function lineOfRecorded({ appVersion, platform, hosts }: StaticPins): string {
  const names = [...new Set(hosts.map(({ host }) => host))].join(', ');
  return `told the service: version ${appVersion} for ${platform === 'all' ? 'all platforms' : platform} pins ${names}`;
}
