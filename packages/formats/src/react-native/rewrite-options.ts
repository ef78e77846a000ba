import type { PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan } from '../plan.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import { lastSafeDay } from '../write/date.ts';
import { type OptionsEntry, readOptions } from './read-options.ts';

export function rewriteOptions(text: string, plan: PinPlan): Rewritten {
  const { entries } = readOptions(text);
  const left: LeftAsIs[] = [];
  const lists: PinList[] = [];
  for (const entry of entries.filter(({ host }) => plan.hosts.some((planned) => planned.host === host.host))) {
    const reason = reasonToLeave(entry, entries);
    if (reason) left.push({ sentence: `${entry.host.text}: ${reason}`, span: entry.span });
    else lists.push(listOf(entry));
  }
  const rewritten = rewriteText(text, lists, plan);
  return { change: rewritten.change, left: [...left, ...rewritten.left] };
}

function listOf({ host, items, date, span }: OptionsEntry): PinList {
  return {
    hosts: [host.host],
    items,
    separator: ',',
    write: (pin) => pin,
    date: date && { span: date, write: lastSafeDay },
    span,
  };
}

function reasonToLeave(entry: OptionsEntry, all: readonly OptionsEntry[]): string | null {
  if (entry.isPartial) return 'some of it is computed, or stands in another file. Change it there.';
  const starts = new Set(entry.items.map(({ text }) => text.start));
  const shared = all.find((other) => other !== entry && other.items.some(({ text }) => starts.has(text.start)));
  if (shared) return `it shares a constant with ${shared.host.text}. Give each pins of its own.`;
  const isInline = entry.items.every(({ whole }) => entry.span.start <= whole.start && whole.end <= entry.span.end);
  return isInline ? null : 'its pins are constants that stand elsewhere in the file. Change them there.';
}
