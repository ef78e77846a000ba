import type { Host, Pin } from '@livepin/core';
import type { PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import { wantedPins } from '../edit/wanted-pins.ts';
import type { PinPlan, PlannedKey } from '../plan.ts';
import type { SourceFile } from '../read-config.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import { type PlistArray, type PlistNode, type PlistString, parsePlist } from '../text/plist.ts';
import { leftUnread } from '../text/unreadable.ts';
import { writeBinaryPlist } from '../write/binary-plist.ts';
import { lastSafeDay } from '../write/date.ts';

/** A list of pins among the values of a property list. */
export interface PlistPins {
  readonly host: Host | null;
  readonly takes?: (key: PlannedKey) => boolean;
  readonly array: PlistArray;
  readonly items: readonly { readonly node: PlistNode; readonly text: PlistString; readonly pin: Pin | null }[];
  readonly date: PlistString | null;
}

/** Other pins and dates for the lists that `find` sees in a property list. A binary one is written anew, as a whole. */
export function rewritePlist(
  file: SourceFile,
  plan: PinPlan,
  find: (root: PlistNode) => readonly PlistPins[],
): Rewritten {
  const plist = parsePlist(file);
  if (plist.kind === 'refused') return leftUnread(plist);
  const found = find(plist.root);
  if (plist.form === 'binary') return rewriteBinary(plist.root, found, plan);
  return rewriteText(
    file.text ?? '',
    found.map((pins) => asPinList(pins, '')),
    plan,
  );
}

/** @param separator of the text that the values stand in: nothing in XML, a comma in JSON */
export function asPinList({ host, takes, array, items, date }: PlistPins, separator: PinList['separator']): PinList {
  return {
    hosts: [host],
    ...(takes && { takes }),
    items: items.map(({ node, text, pin }) => ({ pin, text: text.textSpan, whole: node.span })),
    separator,
    write: (pin) => pin,
    date: date && { span: date.textSpan, write: lastSafeDay },
    span: array.span,
  };
}

function rewriteBinary(root: PlistNode, found: readonly PlistPins[], plan: PinPlan): Rewritten {
  const left: LeftAsIs[] = [];
  const arrays = new Map<PlistNode, PlistNode>();
  const dates = new Map<PlistArray, string>();
  for (const { host, takes, array, items, date } of found) {
    const wanted = wantedPins(plan, { hosts: [host], ...(takes && { takes }), span: array.span });
    if (wanted.kind === 'left') left.push(wanted.left);
    if (wanted.kind !== 'pins') continue;
    const sample = items[0];
    if (!sample) {
      left.push({
        sentence: `${host}: the list of pins is empty, and how one is written in it is not clear.`,
        span: array.span,
      });
      continue;
    }
    const kept = items.filter(
      ({ pin }, at) => pin && wanted.pins.includes(pin) && items.findIndex((item) => item.pin === pin) === at,
    );
    const fresh = wanted.pins.filter((pin) => !kept.some((item) => item.pin === pin));
    const day = plan.expires === null ? null : lastSafeDay(plan.expires);
    if (fresh.length > 0 || kept.length < items.length) {
      const added = fresh.map((pin) => replaceText(sample.node, sample.text, pin));
      arrays.set(array, { ...array, items: [...kept.map(({ node }) => node), ...added] });
    }
    if (date && day && date.value !== day) dates.set(array, day);
  }
  const lists = new Map<PlistNode, PlistPins>(found.map((pins) => [pins.array, pins]));
  if (arrays.size === 0 && dates.size === 0) return { change: { kind: 'none' }, left };
  return { change: { kind: 'whole', bytes: writeBinaryPlist(rebuilt(root, arrays, dates, lists)) }, left };
}

/** The same values, but for the lists and for the dates that stand beside them. */
function rebuilt(
  node: PlistNode,
  arrays: ReadonlyMap<PlistNode, PlistNode>,
  dates: ReadonlyMap<PlistArray, string>,
  found: ReadonlyMap<PlistNode, PlistPins>,
): PlistNode {
  const again = (inner: PlistNode) => rebuilt(inner, arrays, dates, found);
  if (node.kind === 'array') return arrays.get(node) ?? { ...node, items: node.items.map(again) };
  if (node.kind !== 'dict') return node;
  // Equal texts are one object in a binary list: a date is known by the list of pins beside it.
  const beside = node.entries.map((entry) => found.get(entry.value)).find((pins) => pins !== undefined);
  const day = beside && dates.get(beside.array);
  const entries = node.entries.map((entry) => {
    const isDate = day !== undefined && beside?.date !== null && entry.value === beside?.date;
    return { ...entry, value: isDate ? replaceText(entry.value, beside.date, day) : again(entry.value) };
  });
  return { ...node, entries };
}

function replaceText(node: PlistNode, text: PlistString, written: string): PlistNode {
  if (node === text) return { ...text, value: written };
  if (node.kind !== 'dict') return node;
  return {
    ...node,
    entries: node.entries.map((entry) => ({ ...entry, value: replaceText(entry.value, text, written) })),
  };
}
