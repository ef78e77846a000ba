import { pageOf, type Rule, rules } from '@livepin/formats/lint';
import { usage } from '../usage-error.ts';

/** What is to be known of a rule: all that its page says, as JSON and in Markdown. @throws {LivepinError} LP_USAGE */
export function explain(id: string): { readonly json: object; readonly page: string } {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw usage(`${JSON.stringify(id)} is no rule of livepin lint${hintFor(id)}`);
  return { json: jsonOf(rule), page: pageOf(rule) };
}

function jsonOf(rule: Rule): object {
  const { id, title, severity, scope, meaning, repair, fixes = null, standards } = rule;
  return { rule: id, title, severity, scope, meaning, repair, fixes, standards, page: pageOf(rule) };
}

/** The name that shares most pairs of letters with what was typed, for its length (the coefficient of Sørensen and Dice). */
function hintFor(typed: string): string {
  const wanted = pairsOf(typed.toLowerCase());
  const [best] = rules
    .map(({ id }) => ({ id, likeness: likeness(wanted, pairsOf(id)) }))
    .toSorted((one, other) => other.likeness - one.likeness);
  return best && best.likeness >= 0.5 ? `; did you mean ${best.id}?` : ': each finding names its own.';
}

function likeness(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return (2 * [...some].filter((pair) => others.has(pair)).length) / (some.size + others.size);
}

function pairsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2)));
}
