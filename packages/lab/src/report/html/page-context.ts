import type { Cell, Report, ReportedHost, ReportedScenario } from '../report.ts';
import { worstFirst } from '../verdict-words.ts';

/** A report in the order in which a page tells it. Ids are made of places in it, never of names: those are anybody's. */
export interface PageContext {
  readonly report: Report;
  /** Those that matter most first. */
  readonly hosts: readonly ReportedHost[];
  /** In the order of their groups. */
  readonly scenarios: readonly ReportedScenario[];
  /** Whether what failed stands open: where much did, a page that is all open is too long to leaf through. */
  readonly isOpen: boolean;
}

const mostOpen = 12;

export function isFailure({ verdict }: Cell): boolean {
  return verdict === 'read' || verdict === 'broken';
}

export function contextOf(report: Report): PageContext {
  const byGroup = Map.groupBy(report.scenarios, ({ group }) => group);
  const failures = report.hosts.flatMap(({ cells }) => cells.filter(isFailure));
  return {
    report,
    hosts: worstFirst(report.hosts),
    scenarios: [...byGroup.values()].flat(),
    isOpen: failures.length <= mostOpen,
  };
}

export function hostId({ hosts }: PageContext, host: ReportedHost): string {
  return `h${hosts.indexOf(host)}`;
}

export function scenarioId({ scenarios }: PageContext, id: string): string {
  return `s${scenarios.findIndex((one) => one.id === id)}`;
}

export function cellId(context: PageContext, host: ReportedHost, scenario: string): string {
  return `${hostId(context, host)}${scenarioId(context, scenario)}`;
}
