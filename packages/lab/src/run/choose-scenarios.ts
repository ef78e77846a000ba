import { LivepinError } from '@livepin/core';
import type { Scenario } from '../scenario.ts';
import { scenarios } from '../scenarios/scenarios.ts';

/**
 * The scenarios of these ids, in the order of the list; all where none are named.
 * @throws {LivepinError} LP_LAB_SCENARIO_UNKNOWN
 */
export function chooseScenarios(ids: readonly string[]): readonly Scenario[] {
  if (ids.length === 0) return scenarios;
  const unknown = ids.find((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown !== undefined) {
    const near = scenarios.filter(({ id }) => id.includes(unknown) || unknown.includes(id)).map(({ id }) => id);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.';
    throw new LivepinError(
      'LP_LAB_SCENARIO_UNKNOWN',
      `There is no scenario ${JSON.stringify(unknown.slice(0, 60))}${hint}`,
    );
  }
  return scenarios.filter(({ id }) => ids.includes(id));
}
