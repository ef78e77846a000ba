import type { PinItem, PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan } from '../plan.ts';
import type { Span } from '../read-config.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import type { PinnerEntry, PinnerItem } from './read-pinner.ts';

/** Gives the calls of a program the pins of a plan, as far as these stand there as literals. */
export function rewritePinner(text: string, entries: readonly PinnerEntry[], plan: PinPlan): Rewritten {
  const left: LeftAsIs[] = [];
  const lists: PinList[] = [];
  for (const entry of entries) {
    if (!plan.hosts.some(({ host }) => host === entry.host.host)) continue;
    const others = entries.filter((other) => other !== entry);
    const list = listOf(entry, plan, others);
    if (typeof list === 'string') left.push({ sentence: `${entry.host.text}: ${list}`, span: entry.span });
    else lists.push(list);
  }
  const rewritten = rewriteText(text, lists, plan);
  return { change: rewritten.change, left: [...left, ...rewritten.left] };
}

/** @returns why it must be left, where that is so */
function listOf(entry: PinnerEntry, plan: PinPlan, others: readonly PinnerEntry[]): PinList | string {
  if (entry.isPartial) return 'some of its pins are computed, or stand in another file. Change them there.';
  const items: PinItem[] = [];
  for (const item of entry.items) {
    const text = digitsOf(item);
    if (!text) return 'its pins are put together from several texts. Change them by hand.';
    items.push({ pin: item.read.pin, text, whole: item.known.pieces[0]!.literal.span });
  }
  const shared = others.find((other) =>
    other.items.some((item) => items.some(({ text }) => overlap(digitsOf(item), text))),
  );
  if (shared) return `it shares a constant with ${shared.host.text}. Give each pins of its own.`;
  const wanted = plan.hosts.find(({ host }) => host === entry.host.host)!.keys.length;
  const isInline = entry.items.every(({ known, given }) => within(known.pieces[0]!.literal.span, given));
  if (wanted > items.length && !isInline) return 'it is to have more pins than there are constants. Add them by hand.';
  if (wanted < items.length && !(isInline && entry.calls.length === 1)) {
    return 'it is to have fewer pins, and which calls or constants are to go is not clear. Remove them by hand.';
  }
  const write = (pin: string) => pin;
  return { hosts: [entry.host.host], items, separator: ',', write, date: null, span: entry.span };
}

/** Where the pin stands behind its "sha256/", all of it in one literal; null where that is not so. */
function digitsOf({ known }: PinnerItem): Span | null {
  const prefix = 'sha256/'.length;
  let at = 0;
  for (const { text, span } of known.pieces) {
    const isLast = at + text.length === known.text.length;
    // With an escape in it, places in the text and in the value differ.
    if (isLast && at <= prefix && span.end - span.start === text.length) {
      return { start: span.start + prefix - at, end: span.end };
    }
    at += text.length;
  }
  return null;
}

function overlap(a: Span | null, b: Span): boolean {
  return a !== null && a.start < b.end && b.start < a.end;
}

function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
