import type { PinPlan } from '../plan.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import type { TextEdit } from './edits.ts';
import { headerEdits } from './header-edits.ts';
import { ownDateEdits } from './own-date.ts';
import type { PinList } from './pin-list.ts';
import { rewriteList } from './rewrite-list.ts';
import { wantedPins } from './wanted-pins.ts';

/** Gives the lists of pins of a text what a plan wants for their hosts. */
export function rewriteText(source: string, lists: readonly PinList[], plan: PinPlan): Rewritten {
  const edits: TextEdit[] = [];
  const left: LeftAsIs[] = [];
  let isPlanned = false;
  for (const list of lists) {
    const wanted = wantedPins(plan, list);
    if (wanted.kind === 'not-planned') continue;
    if (wanted.kind === 'left') {
      left.push(wanted.left);
      continue;
    }
    if (list.items.length === 0) {
      const sentence = `${list.hosts.join(', ')}: the list of pins is empty, and how one would be written in it is not clear.`;
      left.push({ sentence, span: list.span });
      continue;
    }
    isPlanned = true;
    edits.push(...rewriteList(source, list, wanted.pins), ...dateEdits(source, list, plan));
  }
  if (isPlanned && plan.expires !== null) edits.push(...ownDateEdits(source, plan.expires));
  if (edits.length === 0) return { change: { kind: 'none' }, left };
  const here = plan.hosts.filter(({ host }) => lists.some((list) => list.hosts.includes(host)));
  return { change: { kind: 'edits', edits: [...edits, ...headerEdits(source, { ...plan, hosts: here })] }, left };
}

// Without an end in the plan, the date that stands stays: to take it away would be to decide for the owner.
function dateEdits(source: string, { date }: PinList, { expires }: PinPlan): TextEdit[] {
  if (!date || expires === null) return [];
  const text = date.write(expires);
  return source.slice(date.span.start, date.span.end) === text ? [] : [{ span: date.span, text }];
}
