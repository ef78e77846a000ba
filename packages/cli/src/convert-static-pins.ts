import { LivepinError } from '@livepin/core';
import {
  checkPlan,
  defaultDays,
  endAfter,
  keysOfPins,
  type Loss,
  type PinPlan,
  type PlannedHost,
  shownKeys,
  type Target,
} from '@livepin/formats';
import type { Console, Result } from './command.ts';
import { type EndpointOptions, probeOptionsOf } from './endpoint-options.ts';
import { clock } from './parse-time.ts';
import { askHosts } from './static/ask-hosts.ts';
import { type Expiry, secondsOf } from './static/expiry.ts';
import { findTargets } from './static/find-targets.ts';
import { type Outcome, resultOf, tellOf } from './static/generated-result.ts';
import { placeFiles, refuseToReplace, writeFiles } from './static/place-files.ts';
import { planOfConfigs } from './static/plan-of-files.ts';
import type { PlanSource } from './static/plan-source.ts';
import { sharedEnd } from './static/shared-end.ts';
import { readStaticFile, withoutPins } from './static/static-file.ts';
import { usage } from './usage-error.ts';

export interface StaticConversion extends EndpointOptions {
  readonly files: readonly string[];
  /** The id of a form. */
  readonly to: string;
  /** Undefined: standard output. */
  readonly out: string | undefined;
  /** Undefined: that of the files, where it lies ahead. */
  readonly expires: Expiry | undefined;
  /** Whether to ask the hosts which pin is which key. */
  readonly isAsking: boolean;
  readonly withoutBackup: boolean;
  readonly force: boolean;
}

/** Writes static pins in another form. @returns null where it went to standard output */
export async function convertStaticPins(conversion: StaticConversion, console: Console): Promise<Result | null> {
  const { files, to, out, isAsking, withoutBackup, force } = conversion;
  const [target] = findTargets([to]);
  if (files.length === 0) throw usage('Nothing was given to convert: name a file, or - for standard input.');
  const read = await Promise.all(files.map(readStaticFile));
  const other = read.find((one) => one.read.length === 0);
  if (other) throw withoutPins(other.file.path);
  const found = planOfConfigs(read);
  const source = isAsking ? await withRoles(found, conversion) : found;
  const now = clock();
  const { expires, remarks: dated } = endOf(source, conversion.expires, now);
  const plan = { hosts: source.hosts, madeAt: now, expires, isBesideSdk: false };
  const remarks = [...source.remarks, ...dated, ...checkPlan(plan, withoutBackup)];
  const made = [{ target: target!, generated: generate(target!, plan) }];
  const placed = out === undefined ? null : await placeFiles(made, out);
  if (placed && !force) await refuseToReplace(placed);
  const outcome: Outcome = { plan, made, written: placed, remarks };
  const [first, second] = made[0]!.generated.files;
  if (!placed && second && !console.isJson) throw usage(`The form ${to} has several files: name a folder with --out.`);
  if (placed) await writeFiles(placed, force);
  else if (!console.isJson) console.document(first!.text);
  tellOf(outcome, console);
  return placed || console.isJson ? resultOf(outcome) : null;
}

// A form without a date may hold for ever, and one with a date must not begin to by being converted.
function endOf(
  source: PlanSource,
  wanted: Expiry | undefined,
  now: number,
): { expires: number | null; remarks: readonly Loss[] } {
  if (wanted !== undefined) return { expires: secondsOf(wanted, now), remarks: [] };
  if (source.expires !== null && source.expires > now) return { expires: source.expires, remarks: sharedEnd(source) };
  const why = source.expires === null ? 'No date stands in what was read' : 'The date of what was read has passed';
  const sentence = `${why}: these pins end in ${defaultDays} days. --expires says otherwise.`;
  const rule = source.expires === null ? 'pin-set-no-expiry' : 'pin-set-expired';
  return { expires: endAfter(now), remarks: [{ rule, sentence }] };
}

/** @throws {LivepinError} LP_FORM_PINS_NOTHING, LP_FORM_TOO_FEW_PINS */
function generate(target: Target, plan: PinPlan) {
  try {
    return target.generate(plan);
  } catch (error) {
    const isUnknown = plan.hosts.some(({ keys }) => keys.some(({ role }) => role === 'unknown'));
    if (!(error instanceof LivepinError) || error.code !== 'LP_FORM_PINS_NOTHING' || !isUnknown) throw error;
    const sentence = `${error.message} With --ask the hosts are asked which pin is which key.`;
    throw new LivepinError(error.code, sentence, { cause: error });
  }
}

async function withRoles(source: PlanSource, endpoint: EndpointOptions): Promise<PlanSource> {
  const servers = source.hosts.map(async ({ host }) => {
    const target = { endpoint: { host, port: 443 }, startTls: null };
    return { target, options: await probeOptionsOf(target, endpoint) };
  });
  const { shown, silent } = await askHosts(await Promise.all(servers));
  const hosts = source.hosts.map((planned): PlannedHost => {
    const chain = shown.get(planned.host);
    if (!chain) return planned;
    const labels = { shown: '', unshown: planned.keys[0]?.label ?? '' };
    const pins = planned.keys.map(({ pin }) => pin);
    return { ...planned, keys: keysOfPins(pins, shownKeys(chain), labels) };
  });
  const remarks = [...silent.values()].map(({ message }) => ({ rule: 'key-unknown', sentence: message }));
  return { ...source, hosts, remarks: [...source.remarks, ...remarks] };
}
