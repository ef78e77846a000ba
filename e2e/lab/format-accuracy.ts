import { type CellVerdict, scenarios } from '@livepin/lab';
import { type AccuracyRecord, type AccuracyRecords, faultsOf } from './accuracy.ts';
import { differenceOf, peerFacts } from './compare-peers.ts';
import type { LabTarget } from './target.ts';

interface Tried {
  readonly target: LabTarget;
  readonly record: AccuracyRecord;
}

/** The page of what the lab says of programs that are known, beside what others in the middle see of them. Markdown. */
export function formatAccuracy(targets: readonly LabTarget[], { peers, targets: records }: AccuracyRecords): string {
  const tried = targets.flatMap((target) => {
    const record = records[target.id];
    return record ? [{ target, record }] : [];
  });
  const wrong = tried.filter(({ target, record }) => faultsOf(target, record).length > 0);
  const names = Object.keys(peers);
  return `# What the lab says of programs that are known

<!-- Made by npm run lab:matrix. Do not edit. -->

${tried.length} clients of genuine servers on the same machine, of each of which it is known beforehand, by its documentation or its
source, whether it is pinned, and in which scenarios its data can be read or it can be stopped. Each is put behind the lab
with every scenario, ${triesOf(tried)}, and then behind ${listOf(Object.entries(peers).map((one) => one.join(' ')))}, as a tester would: by a
proxy or by redirection, with the interceptor's CA in the trust store. All but the generated configs send a secret in a header.

**${tried.length - wrong.length} of ${tried.length} are judged rightly**: the verdict, and exactly the scenarios in which data could be read or the client stopped.
${wrong.map(({ target, record }) => `\n- ${target.name}: the lab ${faultsOf(target, record).join('; ')}.\n`).join('')}
## Verdicts

${table(
  ['client', 'version', 'TLS', 'known to be', 'the lab says', ...names],
  tried.map(({ target, record }) => [
    target.name,
    record.version,
    target.engine,
    wordsOf(target.known.verdict),
    wordsOf(record.verdict),
    ...names.map((name) => record.sightings[name]?.verdict ?? '–'),
  ]),
)}

## Who sees what

An interceptor tells what it *read*. What it did not read may be pinned, may not trust its CA, or may have failed for a
reason of its own: of that only runs beside each other can tell, with the genuine server, with a CA that is trusted and with
one that is not, which is what the lab adds. Where it says *unproven*, the others' "refused" looks like a pin.

${names.map((name) => comparison(name, tried)).join('\n\n')}

## By scenario

✗ data was read · ! stopped with the genuine server too · ~ tries differed · ✓ held · – not run: the scenario wants two hosts, a
source of pins, UDP, or other pins in the middle of a run.

${columns.map(({ mark, ids }) => `${mark}: ${ids.map((id, at) => `${at + 1} ${id}`).join(', ')}`).join('  \n')}

${table(
  ['client', ...columns.flatMap(({ mark, ids }) => ids.map((_id, at) => `${mark}${at + 1}`))],
  tried.map(({ target, record }) => [
    `\`${target.id}\``,
    ...columns.flatMap(({ ids }) => ids.map((id) => cellOf(record, id))),
  ]),
)}

## How each is known

${tried.map(({ target }) => `- **${target.name}** (\`${target.id}\`): ${target.known.why}`).join('\n')}
`;
}

/** Scenarios by their groups, each with a letter, so that the table is no wider than a page. */
const columns = [...Map.groupBy(scenarios, ({ group }) => group)].map(([group, of]) => ({
  mark: group[0]!.toUpperCase(),
  ids: of.map(({ id }) => id),
}));

function comparison(name: string, tried: readonly Tried[]): string {
  const seen = tried.filter(({ record }) => record.sightings[name]);
  const differences = seen.flatMap((one) => differenceOf(name, one.target, one.record) ?? []);
  const same = `${seen.length - differences.length} of ${seen.length} clients are read, or not read, by both ${name} and the lab's attack with a CA of the user.`;
  const lines = [...Map.groupBy(differences, ({ why }) => why)].map(
    ([why, of]) => `- ${listOf(of.map(({ id }) => `\`${id}\``))}: ${why}`,
  );
  return [`**${name}.** ${same}${lines.length > 0 ? ' The others:\n' : ''}`, ...lines, ...peerFacts(name)].join('\n');
}

function triesOf(tried: readonly Tried[]): string {
  const counts = [...new Set(tried.map(({ record }) => record.tries))].toSorted((one, other) => other - one);
  const [most = 0, ...fewer] = counts;
  const few = tried.filter(({ record }) => record.tries < most).length;
  return `${timesOf(most)}${fewer.length > 0 ? ` (${few} of them ${fewer.map(timesOf).join(' or ')})` : ''}`;
}

function timesOf(count: number): string {
  return ['never', 'once', 'twice', 'three times'][count] ?? `${count} times`;
}

function wordsOf(verdict: AccuracyRecord['verdict']): string {
  return verdict.replaceAll('-', ' ');
}

const marks: Readonly<Record<CellVerdict, string>> = {
  read: '✗',
  broken: '!',
  flaky: '~',
  held: '✓',
  'not-seen': '·',
  'not-run': '–',
  inconclusive: '?',
};

function cellOf(record: AccuracyRecord, scenario: string): string {
  return record.read.includes(scenario) ? marks.read : marks[record.cells[scenario] ?? 'not-run'];
}

function listOf(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
