import { LivepinError, normalizeHost } from '@livepin/core';
import { checkAttackOptions } from './check-attack-options.ts';
import { nameOf } from './endpoint.ts';
import { parseCanary } from './leaks/canary.ts';
import { makeFolder } from './make-folder.ts';
import type { Report, ReportedHost } from './report/report.ts';
import { controlFailuresIn, verdictIn } from './report/summary.ts';
import { hostWords } from './report/verdict-words.ts';
import type { LabOptions } from './run/lab-options.ts';
import { runLab } from './run/run-lab.ts';
import { writeReport } from './run/write-report.ts';
import { type CallbackOptions, callbackSubject, type ExerciseFunction } from './subject/callback.ts';

/** What a test says of the attack that it wants; all of it may be left out. With `reportFolder` the report is written too. */
export interface AttackOptions
  extends Pick<
      LabOptions,
      'scenarios' | 'tries' | 'jobs' | 'timeoutMilliseconds' | 'mode' | 'ca' | 'reportFolder' | 'disclosure' | 'signal'
    >,
    CallbackOptions {
  /** Hosts that the exercise has to reach. */
  readonly hosts?: readonly string[];
  /** Values that the exercise sends, by name: the report says where they could be read. */
  readonly canaries?: Readonly<Record<string, string>>;
  /** Hosts from which the app gets its pins. */
  readonly channels?: readonly string[];
  /** Where a host's genuine server is, as `host` or `host:port`: `{ 'api.example.com': '127.0.0.1:8443' }`. */
  readonly resolve?: Readonly<Record<string, string>>;
}

/**
 * Attacks what a function does: it is called once without an attack, then for each try of each scenario, then once more
 * without. It is to make the app open its connections by `world.proxyUrl` (or with `world.environment`, as `world.spawn`
 * does), with the CAs of `world.caFile`, and to throw where the app fails by its own account.
 * @throws {LivepinError} LP_LAB_SCENARIO_UNKNOWN, LP_LAB_CANARY, LP_HOST_MALFORMED, LP_ENDPOINT_MALFORMED, LP_FILE_UNWRITABLE
 * @throws {TypeError} an option is of another type than it has to be
 */
export function attack(exercise: ExerciseFunction): Promise<Report>;
export function attack(options: AttackOptions, exercise: ExerciseFunction): Promise<Report>;
export async function attack(first: AttackOptions | ExerciseFunction, second?: ExerciseFunction): Promise<Report> {
  if (typeof first === 'function') return attack({}, first);
  if (typeof second !== 'function') throw new TypeError('attack() wants the function that exercises the app.');
  checkAttackOptions(first);
  const { hosts = [], canaries = {}, channels = [], resolve = {}, name, build, changePins, ...options } = first;
  const subject = callbackSubject(second, {
    ...(name === undefined ? {} : { name }),
    ...(build === undefined ? {} : { build }),
    ...(changePins === undefined ? {} : { changePins }),
  });
  const places = Object.entries(resolve).map(([from, to]) => ({ from: placeOf(from), to: placeOf(to) }));
  // What cannot be written later is told of before anything is attacked.
  if (options.reportFolder !== undefined) makeFolder(options.reportFolder);
  const report = await runLab(
    {
      ...options,
      expected: hosts.map((host) => ({ source: 'the test', host: normalizeHost(host), covers: 'host' })),
      channels: channels.map((host) => normalizeHost(host)),
      canaries: Object.entries(canaries).map(([key, value]) => parseCanary(`${key}=${value}`)),
      resolve: (host, port) => resolveBy(places, host, port),
    },
    subject,
  );
  if (options.reportFolder !== undefined) await writeReport(options.reportFolder, report);
  return report;
}

interface Place {
  readonly host: string;
  /** Null: any, or the same. */
  readonly port: number | null;
}

/** Where a host is by these rules; the first that fits counts. */
export function resolveBy(places: readonly { from: Place; to: Place }[], host: string, port: number) {
  const rule = places.find(({ from }) => from.host === host && (from.port === null || from.port === port));
  return rule ? { host: rule.to.host, port: rule.to.port ?? port } : { host, port };
}

/**
 * Reads `host`, `host:port`, `[::1]:port`.
 * @param where begins the sentence of a refusal
 * @throws {LivepinError} LP_HOST_MALFORMED, LP_ENDPOINT_MALFORMED: there is no such port
 */
export function placeOf(text: string, where = 'The host'): Place {
  const [, name = text, port] = text.match(/^(.+):(\d{1,5})$/) ?? [];
  const isBareIpv6 = port !== undefined && name.includes(':') && !name.startsWith('[');
  const host = normalizeHost(isBareIpv6 ? text : name, where);
  if (isBareIpv6 || port === undefined) return { host, port: null };
  if (Number(port) > 65_535)
    throw new LivepinError('LP_ENDPOINT_MALFORMED', `${where}: ${JSON.stringify(text)}: there is no port ${port}.`);
  return { host, port: Number(port) };
}

/**
 * Fails a test, in words that a failing line of CI can be read by, where a host is anything but pinned.
 * @param hosts those that have to be; by default all that the app spoke to
 * @throws {LivepinError} LP_LAB_NOT_PINNED
 */
export function assertPinned(report: Report, hosts?: readonly string[]): void {
  const wanted = hosts?.map((host) => placeOf(host));
  const meant = wanted
    ? report.hosts.filter((host) =>
        wanted.some((one) => one.host === host.host && (one.port ?? host.port) === host.port),
      )
    : report.hosts;
  const missing = (wanted ?? []).filter(({ host }) => !meant.some((one) => one.host === host));
  const lines = [
    ...missing.map(({ host }) => `${host}: not seen. The exercise made no connection to it that came by the lab.`),
    // Where pins come from needs none, unless somebody says that it does.
    ...meant.filter(({ verdict }) => verdict !== 'pinned' && (wanted || verdict !== 'pin-source')).flatMap(linesOf),
  ];
  if (wanted === undefined && report.hosts.length > 0 && report.hosts.every(({ verdict }) => verdict === 'pin-source'))
    lines.push(verdictIn(report).sentence);
  if (wanted === undefined && report.hosts.length === 0)
    lines.push('No host was seen: the exercise made no connection that came by the lab.');
  if (report.isPartial) lines.push('The lab was ended early: what it had not tried yet may fail.');
  if (lines.length === 0) return;
  lines.push(...controlFailuresIn(report));
  throw new LivepinError('LP_LAB_NOT_PINNED', ['The app is not proven to be pinned.', ...lines].join('\n'));
}

function linesOf(host: ReportedHost): string[] {
  const cells = host.cells.filter(({ verdict }) => verdict === 'read' || verdict === 'broken' || verdict === 'flaky');
  return [
    `${nameOf(host)}: ${hostWords[host.verdict].says}. ${host.because}`,
    ...cells.flatMap(({ scenario, because, repair, leaks }) => [
      `  ${scenario}: ${because}`,
      ...leaks.map(({ name, where, member }) => `    readable: ${name} in the ${where}${member ? ` (${member})` : ''}`),
      ...(repair ? [`    ${repair}`] : []),
    ]),
  ];
}
