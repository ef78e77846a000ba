import type { PinPlan, PlannedKey } from '../plan.ts';
import { dayOf } from './date.ts';

const namedHosts = 3;
const maxLabel = 100;

/**
 * What every output says about itself, one line each, without the marks of a comment: who made it and when, until when
 * it is safe, and which pin is which key. The lines can stand in a comment of any language.
 */
export function headerLines(plan: PinPlan): string[] {
  const names = plan.hosts.slice(0, namedHosts).map((planned) => planned.host);
  const more = plan.hosts.length - names.length;
  const hosts = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
  const until = plan.expires === null ? 'without an end' : `safe until ${dayOf(plan.expires)}`;
  const keys = new Map(plan.hosts.flatMap((planned) => planned.keys).map((key) => [key.pin, key]));
  return [`Pins of ${hosts}, made by livepin on ${dayOf(plan.madeAt)}; ${until}.`, ...[...keys.values()].map(lineOf)];
}

function lineOf({ pin, role, label, notAfter }: PlannedKey): string {
  const named = inComment(label);
  return `${pin} = ${role === 'unknown' ? 'key' : role}${named === '' ? '' : `: ${named}`}${notAfter === null ? '' : ` (until ${dayOf(notAfter)})`}`;
}

/**
 * Text of others on one line, unable to end a comment: subjects of certificates are written by whoever asked for them.
 * A backslash goes too, since Java reads its Unicode escapes even in comments, and what turns the direction of text; and
 * "coding:", in which Python reads the encoding of the file (PEP 263): in UTF-7, the rest of a comment can be code.
 */
function inComment(text: string): string {
  return text
    .replaceAll(/\p{C}/gu, '?')
    .replaceAll(/[\p{Z}\s]+/gu, ' ')
    .replaceAll('\\', '?')
    .replaceAll('*', '?')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/coding(?=[:=])/g, 'coding ')
    .slice(0, maxLabel)
    .trim();
}
