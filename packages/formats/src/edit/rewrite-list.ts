import type { Pin } from '@livepin/core';
import type { TextEdit } from './edits.ts';
import type { PinItem, PinList } from './pin-list.ts';

/**
 * The edits that give a list exactly these pins. Items that stay are not touched; a new pin takes the place of an old one;
 * only then do items come or go, written as their neighbours are.
 * @param wanted at least one, each once
 */
export function rewriteList(source: string, list: PinList, wanted: readonly Pin[]): TextEdit[] {
  const kept = new Set<Pin>();
  const old: PinItem[] = [];
  for (const item of list.items) {
    const stays = item.pin !== null && wanted.includes(item.pin) && !kept.has(item.pin);
    if (stays && item.pin !== null) kept.add(item.pin);
    else old.push(item);
  }
  const fresh = wanted.filter((pin) => !kept.has(pin));
  const replaced = old.slice(0, fresh.length);
  const gone = old.slice(fresh.length);
  const added = fresh.slice(old.length);
  return [
    ...replaced.map((item, at) => ({ span: item.text, text: list.write(fresh[at]!) })),
    ...removals(source, list, gone),
    ...additions(source, list, added),
  ];
}

function removals(source: string, { items, separator }: PinList, gone: readonly PinItem[]): TextEdit[] {
  const edits = gone.map(({ whole }): TextEdit => {
    const comma = separator === '' ? null : commaAfter(source, whole.end);
    const end = comma ?? whole.end;
    const leads = items.every((item) => item.whole.start > whole.start || gone.includes(item));
    const blanks = source.slice(blanksBefore(source, whole.start), whole.start);
    // A comment behind it keeps its line, and in a list on one line what follows the first items moves up.
    const movesUp = afterComment(source, end) > end || (leads && !blanks.includes('\n'));
    const span = movesUp
      ? { start: whole.start, end: blanksAfter(source, end) }
      : { start: whole.start - blanks.length, end };
    return { span, text: '' };
  });
  const last = items.at(-1);
  const lastKept = items.findLast((item) => !gone.includes(item));
  if (separator === '' || !last || !lastKept || last === lastKept || commaAfter(source, last.whole.end) !== null)
    return edits;
  const comma = commaAfter(source, lastKept.whole.end);
  return comma === null ? edits : [...edits, { span: { start: comma - 1, end: comma }, text: '' }];
}

function additions(source: string, list: PinList, added: readonly Pin[]): TextEdit[] {
  const last = list.items.at(-1);
  if (!last || added.length === 0) return [];
  const lead = source.slice(blanksBefore(source, last.whole.start), last.whole.start);
  const before = source.slice(last.whole.start, last.text.start);
  const after = source.slice(last.text.end, last.whole.end);
  const items = added.map((pin) => `${before}${list.write(pin)}${after}`);
  if (list.separator === '') {
    const at = afterComment(source, last.whole.end);
    return [{ span: { start: at, end: at }, text: items.map((item) => lead + item).join('') }];
  }
  const gap = lead === '' && list.items.length === 1 ? ' ' : lead;
  const end = last.whole.end;
  const comma = commaAfter(source, end);
  // A comma at the end of the list stays at its end.
  if (comma !== null) {
    const at = afterComment(source, comma);
    return [{ span: { start: at, end: at }, text: items.map((item) => `${gap}${item},`).join('') }];
  }
  const at = afterComment(source, end);
  const text = items.map((item) => gap + item).join(',');
  return at === end
    ? [{ span: { start: end, end }, text: `,${text}` }]
    : [
        { span: { start: end, end }, text: ',' },
        { span: { start: at, end: at }, text },
      ];
}

/** Past a comment that speaks of what ends here: one that follows on the same line. */
function afterComment(source: string, at: number): number {
  const line = source.slice(at, at + 1000);
  const found =
    /^[ \t]*(?:<!--(?:(?!-->)[^\r\n])*-->|\/\*(?:(?!\*\/)[^\r\n])*\*\/|\/\/[^\r\n]*)(?=[ \t]*(?:\r|\n|$))/.exec(line);
  return found ? at + found[0].length : at;
}

/** Where a comma that belongs to what ends here ends; null where there is none. */
function commaAfter(source: string, at: number): number | null {
  const end = blanksAfter(source, at, /\s/);
  return source.charAt(end) === ',' ? end + 1 : null;
}

function blanksAfter(source: string, at: number, blank = /[ \t]/): number {
  let end = at;
  while (end < source.length && blank.test(source.charAt(end))) end++;
  return end;
}

function blanksBefore(source: string, at: number): number {
  let start = at;
  while (start > 0 && /\s/.test(source.charAt(start - 1))) start--;
  return start;
}
