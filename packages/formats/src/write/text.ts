import type { PinPlan } from '../plan.ts';
import { dayOf } from './date.ts';
import { headerLines } from './header.ts';

/** The header as comments of a language. @param mark what begins a comment line, such as "//" */
export function headerComment(plan: PinPlan, mark: string): string {
  return headerLines(plan)
    .map((line) => `${mark} ${line}\n`)
    .join('');
}

/** Why code asks for the date at all: the form has no date of its own. */
export function expiryReason(expires: number): string {
  return `From ${dayOf(expires)} on nothing is pinned: an app that is not updated must not lose its servers for ever.`;
}

/** Items in double quotes, as every language here reads them: hosts and pins hold nothing that would need an escape. */
export function quoted(items: readonly string[], mark: '"' | "'" = '"'): string {
  return items.map((item) => mark + item + mark).join(', ');
}
