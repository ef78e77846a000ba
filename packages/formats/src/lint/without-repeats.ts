import type { PinPlan, PlannedHost } from '../plan.ts';
import { targets } from '../targets.ts';
import type { PinList } from './places.ts';
import type { Found } from './rule.ts';

/** The edits that leave each pin of a list once, where its form can be rewritten and nothing else would change. */
export function withoutRepeats({ places, pins }: PinList): Pick<Found, 'fix'> {
  const [first] = places;
  const own = places.filter(({ config }) => config === first?.config);
  const distinct = [...new Set(pins.map(({ pin }) => pin.pin))];
  const hosts = own.flatMap(({ entry: { host, isEnforced } }): PlannedHost[] => {
    if (host.host === null) return [];
    const keys = distinct.flatMap((pin) =>
      pin === null ? [] : [{ pin, role: 'backup' as const, label: '', notAfter: null }],
    );
    return [{ host: host.host, subdomains: false, mode: isEnforced ? 'enforce' : 'report', keys }];
  });
  // Two sets of App Transport Security are read as one list, and would become each other.
  if (!first || first.form.family === 'ats' || distinct.includes(null) || hosts.length < own.length) return {};
  const rewriter = targets.find(({ id }) => id === first.config.target)?.rewriter;
  const plan: PinPlan = { hosts, madeAt: 0, expires: null, isBesideSdk: false };
  const change = rewriter?.rewrite(first.file, plan).change;
  if (change?.kind !== 'edits') return {};
  const isWithin = change.edits.every(({ span }) =>
    own.some(({ entry }) => entry.span.start <= span.start && span.end <= entry.span.end),
  );
  return isWithin ? { fix: change.edits.map((edit) => ({ path: first.file.path, ...edit })) } : {};
}
