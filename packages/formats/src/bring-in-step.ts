import type { Host, Pin } from '@livepin/core';
import { applyEdits } from './edit/edits.ts';
import { formsOf } from './forms-of.ts';
import type { PinPlan, PlannedHost, PlannedKey } from './plan.ts';
import { soonDays } from './plan-checks.ts';
import type { ReadEntry, SourceFile } from './read-config.ts';
import type { FileChange, LeftAsIs } from './target.ts';
import { encodeAs, sourceFileOf } from './text/source-file.ts';

/** What is published for a host: by its own set, or that of a name above it. */
export type PublishedKeys = Pick<PlannedHost, 'subdomains' | 'mode' | 'keys'>;

export interface StepQuestion {
  readonly file: SourceFile;
  /** Null where nothing is published for the host. */
  readonly publishedFor: (host: Host) => PublishedKeys | null;
  /** Whether an SDK enforces the published pins in the same app: then pins of CAs may stand below it, and stay. */
  readonly isBesideSdk: boolean;
  /** Seconds since 1970. */
  readonly now: number;
  /** The end of pins that are given a new one, in seconds since 1970. */
  readonly end: number;
}

export interface InStep {
  /** As it is to be; the same object where nothing changes. */
  readonly bytes: Uint8Array;
  /** Hosts that the file names and that are published. */
  readonly hosts: readonly Host[];
  /** Hosts that it names and that are not: they are not touched. */
  readonly foreign: readonly Host[];
  /** Hosts with pins of their own beside an SDK: those of their CAs, which the bundle does not have. */
  readonly kept: readonly Host[];
  /** It stays out of step: a build would ship pins that are not published any more. */
  readonly isStale: boolean;
  /** Why it does, where that is not for want of roles; and pins that are computed, of which nobody knows. */
  readonly left: readonly LeftAsIs[];
  /** More could be changed, or known to be right, if it were known which key is which. */
  readonly needsRoles: boolean;
}

/**
 * Brings a file in step with what is published: only pins and dates change, and dates only where pins do, or where they end
 * soon. So a file that is in step stays so, whenever it is looked at.
 */
export function bringInStep(question: StepQuestion): InStep {
  const { file, now, end } = question;
  const named = hostsIn(file);
  const entries = entriesIn(file);
  const planned = plannedHosts(entries, question);
  const alone = planned.filter((host) => losesBackup(host, entries));
  const plan = (expires: number | null): PinPlan => {
    const hosts = planned.filter((host) => !alone.includes(host)).map(({ isKept: _isKept, ...host }) => host);
    return { hosts, madeAt: now, expires, isBesideSdk: question.isBesideSdk };
  };
  const asDated = rewriteAll(file, plan(null));
  const isDue = entriesIn(file).some((entry) => isPlanned(entry, planned) && endsSoon(entry, now));
  const { bytes, left } = asDated.bytes !== file.bytes || isDue ? rewriteAll(file, plan(end)) : asDated;
  const isStale = entriesIn(sourceFileOf(file.path, bytes)).some((entry) => isOutOfStep(entry, planned));
  const isPartial = entries.some((entry) => entry.isPartial && isPlanned(entry, planned));
  return {
    bytes,
    hosts: planned.map(({ host }) => host),
    foreign: named.filter((host) => !planned.some((each) => each.host === host)),
    kept: planned.filter(({ isKept }) => isKept).map(({ host }) => host),
    isStale,
    left: [
      ...alone.flatMap((host) => leftAlone(host, entries)),
      ...(isStale || isPartial ? left.filter(({ needsRoles }) => !needsRoles) : []),
    ],
    needsRoles: left.some(({ needsRoles }) => needsRoles === true),
  };
}

interface Planned extends PlannedHost {
  readonly isKept: boolean;
}

function plannedHosts(entries: readonly ReadEntry[], { publishedFor, isBesideSdk }: StepQuestion): Planned[] {
  const hosts = new Map<Host, Planned>();
  for (const { host } of entries) {
    const name = host.host;
    const published = name === null || hosts.has(name) ? null : publishedFor(name);
    if (name === null || published === null) continue;
    const own = entries.filter((entry) => entry.host.host === name).flatMap(pinsOf);
    const isKept = isBesideSdk && own.length > 0 && !own.some((pin) => published.keys.some((key) => key.pin === pin));
    const keys = isKept ? [...new Set(own)].map(keptKey) : published.keys;
    hosts.set(name, { ...published, host: name, keys, isKept });
  }
  return [...hosts.values()];
}

/** One pin alone is one lost key away from an outage, and TrustKit ends the app at it: no file is brought to that unasked. */
function losesBackup({ host, keys, isKept }: Planned, entries: readonly ReadEntry[]): boolean {
  if (isKept || new Set(keys.map(({ pin }) => pin)).size >= 2) return false;
  return entries.some((entry) => entry.host.host === host && new Set(pinsOf(entry)).size >= 2);
}

function leftAlone({ host, keys }: Planned, entries: readonly ReadEntry[]): LeftAsIs[] {
  const entry = entries.find((each) => each.host.host === host);
  const count = keys.length === 0 ? 'no pin' : 'one pin';
  const sentence = `${host}: ${count} of those that are published can be used, and two are needed here. Publish a backup first.`;
  return entry ? [{ sentence, span: entry.span }] : [];
}

function keptKey(pin: Pin): PlannedKey {
  return { pin, role: 'anchor', label: '', notAfter: null };
}

function entriesIn(file: SourceFile): ReadEntry[] {
  return formsOf(file).flatMap((form) => form.reader!.read(file).entries);
}

function hostsIn(file: SourceFile): Host[] {
  return [...new Set(entriesIn(file).flatMap(({ host, pins }) => (host.host && pins.length > 0 ? [host.host] : [])))];
}

function pinsOf({ pins }: ReadEntry): Pin[] {
  return pins.flatMap(({ pin }) => (pin === null ? [] : [pin]));
}

function isPlanned({ host }: ReadEntry, planned: readonly Planned[]): boolean {
  return planned.some((each) => each.host === host.host);
}

/** A date that cannot be read is none that anybody meant. */
function endsSoon({ expires }: ReadEntry, now: number): boolean {
  return expires !== null && (expires.seconds === null || expires.seconds < now + soonDays * 86_400);
}

/** Pins that are not published any more, or one alone where there are several: some forms hold a part of the keys only. */
function isOutOfStep(entry: ReadEntry, planned: readonly Planned[]): boolean {
  const keys = planned.find(({ host }) => host === entry.host.host)?.keys;
  if (!keys || entry.pins.length === 0) return false;
  const known = pinsOf(entry).filter((pin) => keys.some((key) => key.pin === pin));
  if (known.length < entry.pins.length) return true;
  // What is computed may be the others.
  return entry.isPartial !== true && new Set(known).size < Math.min(2, keys.length);
}

function rewriteAll(file: SourceFile, plan: PinPlan): { bytes: Uint8Array; left: LeftAsIs[] } {
  let current = file;
  const left: LeftAsIs[] = [];
  for (const { rewriter, title } of formsOf(file)) {
    if (!rewriter) {
      const sentence = `${title} are not rewritten in place.`;
      left.push({ sentence, span: { start: 0, end: 0 } });
      continue;
    }
    const rewritten = rewriter.rewrite(current, plan);
    left.push(...rewritten.left.filter((one) => !left.some(({ sentence }) => sentence === one.sentence)));
    current = applied(current, rewritten.change);
  }
  return { bytes: current.bytes, left };
}

function applied(file: SourceFile, change: FileChange): SourceFile {
  switch (change.kind) {
    case 'none':
      return file;
    case 'whole':
      return sourceFileOf(file.path, change.bytes);
    case 'edits':
      return sourceFileOf(file.path, encodeAs(file, applyEdits(file.text ?? '', change.edits)));
  }
}
