import type { PinPlan, PlannedHost } from '../plan.ts';
import type { ReadConfig } from '../read-config.ts';
import { targets } from '../targets.ts';
import type { PinList, Place } from './places.ts';
import type { Edit } from './rule.ts';

// Rewriting compares every host of a plan with those of the file: where there are more, a second run does the rest.
const maxLists = 200;

/**
 * The edits that leave each pin of a list once, for those lists whose form can be rewritten. A file in which more would
 * change with them, such as the header that names its pins, is left as it is.
 */
export function withoutRepeats(lists: readonly PinList[]): Map<PinList, readonly Edit[]> {
  const byConfig = new Map<ReadConfig, PinList[]>();
  for (const list of lists) {
    const { config } = list.places[0]!;
    const known = byConfig.get(config);
    if (known) known.push(list);
    else byConfig.set(config, [list]);
  }
  return new Map([...byConfig.values()].flatMap(ofOneConfig));
}

function ofOneConfig(lists: readonly PinList[]): [PinList, readonly Edit[]][] {
  const { file, config, form } = lists[0]!.places[0]!;
  const rewriter = targets.find(({ id }) => id === config.target)?.rewriter;
  // Two sets of App Transport Security are read as one list, and would become each other.
  if (!rewriter || form.family === 'ats') return [];
  const planned = lists.filter(isWhole).slice(0, maxLists);
  const plan: PinPlan = { hosts: planned.flatMap(hostsOf), madeAt: 0, expires: null, isBesideSdk: false };
  const { change } = rewriter.rewrite(file, plan);
  if (change.kind !== 'edits') return [];
  const edits = change.edits.map((edit): Edit => ({ path: file.path, ...edit }));
  const parts = planned.map((list): [PinList, readonly Edit[]] => [list, edits.filter((edit) => isIn(list, edit))]);
  const isAllOurs = parts.reduce((count, [, own]) => count + own.length, 0) === edits.length;
  return isAllOurs ? parts.filter(([, own]) => own.length > 0) : [];
}

function isWhole({ places, pins }: PinList): boolean {
  return pins.every(({ pin }) => pin.pin !== null) && ownPlaces(places).every(({ entry }) => entry.host.host !== null);
}

function ownPlaces(places: readonly Place[]): Place[] {
  return places.filter(({ config }) => config === places[0]?.config);
}

function hostsOf({ places, pins }: PinList): PlannedHost[] {
  const distinct = [...new Set(pins.map(({ pin }) => pin.pin))].filter((pin) => pin !== null);
  const keys = distinct.map((pin) => ({ pin, role: 'backup' as const, label: '', notAfter: null }));
  return ownPlaces(places).flatMap(({ entry: { host, isEnforced } }) =>
    host.host === null
      ? []
      : [{ host: host.host, subdomains: false, mode: isEnforced ? ('enforce' as const) : ('report' as const), keys }],
  );
}

/** The first pin of a list stays, so that whatever goes or is mended for it stands between it and the last. */
function isIn({ pins }: PinList, { span }: Edit): boolean {
  const first = pins[0]?.pin.span.start ?? 0;
  const last = pins.at(-1)?.pin.span.end ?? 0;
  return first <= span.start && span.start <= last;
}
