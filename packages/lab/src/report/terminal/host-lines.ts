import type { Cell, Leak, Report, ReportedHost } from '../report.ts';
import { consequenceRepair, counted, isConsequence, isFlaky, shownHost } from '../summary.ts';
import { cellWords, hostWords } from '../verdict-words.ts';
import { visible } from '../visible.ts';
import { painted, type TerminalStyle } from './style.ts';
import { wrapped } from './wrap.ts';

/** What is to be known of one host: the verdict, what happened, what got out, how to mend it, where the evidence is. */
export function hostLines(host: ReportedHost, scenarios: Report['scenarios'], style: TerminalStyle): string[] {
  const { mark, says, tone } = hostWords[host.verdict];
  const bad = host.cells.filter(({ verdict }) => cellWords[verdict].tone === 'bad' || verdict === 'broken');
  const unsteady = host.cells.filter((cell) => cell.verdict === 'flaky');
  const remedyOf = (cell: Cell) => (isConsequence(host, cell, scenarios) ? consequenceRepair : cell.repair);
  const alike = [...Map.groupBy(bad, (cell) => `${cell.verdict} ${remedyOf(cell)}`).values()];
  const told = new Set<string>();
  const titleOf = (cell: Cell) => scenarios.find(({ id }) => id === cell.scenario)?.title ?? cell.scenario;
  return [
    `${painted(mark, tone, style)} ${style.strong(visible(shownHost(host)))}  ${painted(says, tone, style)}`,
    ...(host.verdict === 'pinned' ? [] : wrapped(host.because, '    ')),
    ...stackLines(host),
    ...alike.flatMap((cells) => cellLines(cells, { titleOf, remedy: remedyOf(cells[0]!), told, style })),
    ...unsteady.flatMap((cell) => cellLines([cell], { titleOf, remedy: null, told, style })),
  ];
}

interface Telling {
  readonly titleOf: (cell: Cell) => string;
  readonly remedy: string | null;
  /** What got out of this host, as far as it has been told. */
  readonly told: Set<string>;
  readonly style: TerminalStyle;
}

const field = (name: string) => `      ${name.padEnd(10)}`;

/** Cells with one remedy are told together: an app without pins fails a dozen scenarios for one reason. */
function cellLines(cells: readonly Cell[], { titleOf, remedy, told, style }: Telling): string[] {
  const [first] = cells as [Cell];
  const { mark, says, tone } = cellWords[first.verdict];
  const [head, ...more] = wrapped(cells.map(titleOf).join(', '), `    ${mark} ${says.padEnd(8)}  `);
  const differing = cells.filter((cell) => cell.verdict !== 'flaky' && isFlaky(cell));
  const [evidence, ...others] = cells.flatMap((cell) => cell.evidence);
  return [
    // Painted once it has been wrapped: what paints has a length too.
    head!.replace(`${mark} ${says}`, painted(`${mark} ${says}`, tone, style)),
    ...more,
    ...wrapped(first.because, field('')),
    ...(differing.length === 0
      ? []
      : wrapped(`Tries differed in: ${differing.map(titleOf).join(', ')}.`, field('flaky'))),
    ...leakLines(distinct(cells.flatMap((cell) => cell.leaks)).map(leakText), told),
    ...(remedy === null ? [] : wrapped(remedy, field('mend'))),
    ...(evidence === undefined
      ? []
      : wrapped(
          evidence.path + (others.length === 0 ? '' : ` and ${counted(others.length, 'file')} more`),
          field('evidence'),
        )),
  ];
}

/** What was told of this host before is not told again. */
function leakLines(leaks: readonly string[], told: Set<string>): string[] {
  const fresh = leaks.filter((leak) => !told.has(leak));
  for (const leak of fresh) told.add(leak);
  const again = fresh.length === 0 ? 'the same as above' : 'and the same as above';
  const words = leaks.length > fresh.length ? [...fresh, again] : fresh;
  return words.flatMap((leak, index) => wrapped(leak, field(index === 0 ? 'got out' : '')));
}

/** `session-token (canary) in header authorization, base64: eyJh…x9Qw` */
export function leakText({ kind, name, where, member, encoding, sample }: Leak): string {
  const place = member === null ? where : `${where} ${member}`;
  return `${name} (${kind}) in ${place}, ${encoding}: ${sample}`;
}

export function distinct(leaks: readonly Leak[]): Leak[] {
  return [...new Map(leaks.map((leak) => [leakText(leak), leak])).values()];
}

/** A second HTTP stack shows in what each let through. */
function stackLines({ stacks }: ReportedHost): string[] {
  if (stacks.length < 2 || !stacks.some(({ read }) => read > 0)) return [];
  return [
    ...wrapped('Several TLS stacks spoke to it, and not all are pinned:', '    '),
    ...stacks.map(({ ja4, held, read }) => `      ${visible(ja4)}  held ${held}, read ${read}`),
  ];
}
