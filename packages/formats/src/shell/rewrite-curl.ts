import type { TextEdit } from '../edit/edits.ts';
import { headerEdits } from '../edit/header-edits.ts';
import { wantedPins } from '../edit/wanted-pins.ts';
import type { PinPlan, PlannedKey } from '../plan.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import { type CurlCommand, readCurl } from './curl-commands.ts';

/** Gives the values of --pinnedpubkey the pins of a plan. curl compares the server's own key: those of CAs stay out. */
export function rewriteCurl(text: string, plan: PinPlan): Rewritten {
  const edits: TextEdit[] = [];
  const left: LeftAsIs[] = [];
  const { commands } = readCurl(text);
  for (const command of commands) {
    const hosts = command.entries.map(({ host }) => host.host);
    const wanted = wantedPins(plan, { hosts, takes, span: command.span });
    if (wanted.kind === 'left') left.push(wanted.left);
    if (wanted.kind !== 'pins') continue;
    const edit = editOf(text, command, wanted.pins);
    if (edit) edits.push(edit);
    else
      left.push({ sentence: `${hosts.join(', ')}: its pins stand elsewhere. Change them there.`, span: command.span });
  }
  const changes = edits.filter(({ span, text: pins }) => text.slice(span.start, span.end) !== pins);
  if (changes.length === 0) return { change: { kind: 'none' }, left };
  const named = new Set(commands.flatMap(({ entries }) => entries.map(({ host }) => host.host)));
  const here = { ...plan, hosts: plan.hosts.filter(({ host }) => named.has(host)) };
  return { change: { kind: 'edits', edits: [...changes, ...headerEdits(text, here)] }, left };
}

function takes({ role }: PlannedKey): boolean {
  return role === 'leaf' || role === 'backup';
}

/** Pins that stay keep their place. */
function editOf(text: string, { pins, value }: CurlCommand, wanted: readonly string[]): TextEdit | null {
  if (!value || text.slice(value.start, value.end) !== pins.map((pin) => pin.text).join(';')) return null;
  const kept = [...new Set(pins.flatMap(({ pin }) => (pin !== null && wanted.includes(pin) ? [pin as string] : [])))];
  const all = [...kept, ...wanted.filter((pin) => !kept.includes(pin))];
  return { span: value, text: all.map((pin) => `sha256//${pin}`).join(';') };
}
