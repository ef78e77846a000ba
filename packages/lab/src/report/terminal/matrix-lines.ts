import type { CellVerdict, Report, ReportedHost, ReportedScenario } from '../report.ts';
import { shownHost } from '../summary.ts';
import { cellWords, hostWords } from '../verdict-words.ts';
import { visible } from '../visible.ts';
import { painted, type TerminalStyle } from './style.ts';
import { shortened, width } from './wrap.ts';

const gap = '  ';
const narrowestHost = 16;
// Of one host there is room for the name of each scenario.
const cardWidth = 27;
const cardsInLine = 3;

interface Group {
  readonly name: string;
  readonly scenarios: readonly ReportedScenario[];
}

/** Hosts by groups of scenarios, one mark for each; or of one host alone, each scenario by its name. */
export function matrixLines({ hosts, scenarios }: Report, style: TerminalStyle): string[] {
  const groups = [...Map.groupBy(scenarios, ({ group }) => group)].map(
    ([name, members]): Group => ({ name: visible(name), scenarios: members }),
  );
  const [only] = hosts;
  if (only === undefined || groups.length === 0) return [];
  const lines = hosts.length === 1 ? cardLines(only, groups, style) : rowLines(hosts, groups, style);
  return [...lines, ...legend(hosts, style)];
}

function verdictsOf({ cells }: ReportedHost): ReadonlyMap<string, CellVerdict> {
  return new Map(cells.map(({ scenario, verdict }) => [scenario, verdict]));
}

function cardLines(host: ReportedHost, groups: readonly Group[], style: TerminalStyle): string[] {
  const verdicts = verdictsOf(host);
  return groups.flatMap(({ name, scenarios }) => {
    const cards = scenarios.map(({ id, title }, index) => {
      const { mark, tone } = cellWords[verdicts.get(id) ?? 'not-run'];
      const words = shortened(visible(title), cardWidth - 3);
      const isLast = index % cardsInLine === cardsInLine - 1 || index === scenarios.length - 1;
      return `${painted(mark, tone, style)} ${isLast ? words : words.padEnd(cardWidth - 2)}`;
    });
    const lines = Array.from({ length: Math.ceil(cards.length / cardsInLine) }, (_, at) =>
      cards.slice(at * cardsInLine, (at + 1) * cardsInLine).join(''),
    );
    return [style.faint(name), ...lines];
  });
}

function rowLines(hosts: readonly ReportedHost[], groups: readonly Group[], style: TerminalStyle): string[] {
  const rows = fieldsOf(hosts, groups);
  const columns = groups.map((group, index) => {
    return Math.max(headWidth(group), ...rows.map((fields) => lengthOf(fields[index]!)));
  });
  const longest = Math.max(...hosts.map((host) => shownHost(host).length));
  const hostWidth = Math.max(narrowestHost, Math.min(longest, width - 2 - sumOf(columns)));
  return [
    ...headLines(groups, columns, hostWidth).map(style.faint),
    ...hosts.map((host, row) => {
      const { mark, tone } = hostWords[host.verdict];
      const fields = rows[row]!.map((pieces, index) => paintedField(pieces, columns[index]!, style));
      const name = shortened(visible(shownHost(host)), hostWidth).padEnd(hostWidth);
      return `${painted(mark, tone, style)} ${name}${gap}${fields.join(gap)}`.trimEnd();
    }),
  ];
}

/** A field for each host and group: a mark of each scenario, or where there is no room for them, how many there are of a kind. */
function fieldsOf(hosts: readonly ReportedHost[], groups: readonly Group[]): Piece[][][] {
  const wide = groups.map((group) => Math.max(headWidth(group), group.scenarios.length));
  const isFolded = 2 + narrowestHost + sumOf(wide) > width;
  return hosts.map((host) => {
    const verdicts = verdictsOf(host);
    return groups.map(({ scenarios }) => {
      const found = scenarios.map(({ id }) => verdicts.get(id) ?? 'not-run');
      return isFolded ? folded(found) : found.map(one);
    });
  });
}

/** With the gap before each. */
function sumOf(columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + gap.length + column, 0);
}

/** A group's name stands above its marks, one word below the other. */
function headLines(groups: readonly Group[], columns: readonly number[], hostWidth: number): string[] {
  const words = groups.map(({ name }) => name.split(' '));
  const lineCount = Math.max(...words.map(({ length }) => length));
  return Array.from({ length: lineCount }, (_, line) => {
    const fields = words.map((of, index) => (of[line - lineCount + of.length] ?? '').padEnd(columns[index]!));
    return `${' '.repeat(2 + hostWidth)}${gap}${fields.join(gap)}`.trimEnd();
  });
}

function headWidth({ name }: Group): number {
  return Math.max(...name.split(' ').map(({ length }) => length));
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

function paintedField(pieces: readonly Piece[], column: number, style: TerminalStyle): string {
  const text = pieces.map((piece) => painted(piece.text, cellWords[piece.verdict].tone, style)).join('');
  return text + ' '.repeat(column - lengthOf(pieces));
}

interface Piece {
  readonly text: string;
  readonly verdict: CellVerdict;
}

function one(verdict: CellVerdict): Piece {
  return { text: cellWords[verdict].mark, verdict };
}

/** "✗2✓9": those that matter most first, as the table of words has them. */
function folded(found: readonly CellVerdict[]): Piece[] {
  return (Object.keys(cellWords) as CellVerdict[]).flatMap((verdict) => {
    const count = found.filter((one) => one === verdict).length;
    return count === 0 ? [] : [{ text: `${cellWords[verdict].mark}${count}`, verdict }];
  });
}

function legend(hosts: readonly ReportedHost[], style: TerminalStyle): string[] {
  const met = new Set(hosts.flatMap(({ cells }) => cells.map(({ verdict }) => verdict)));
  const words = (Object.keys(cellWords) as CellVerdict[]).filter((verdict) => met.has(verdict));
  return [style.faint(words.map((verdict) => `${cellWords[verdict].mark} ${cellWords[verdict].says}`).join('   '))];
}
