import { scenarios } from '@livepin/lab';
import { type AccuracyRecord, type AccuracyRecords, faultsOf } from './accuracy.ts';
import type { Sighting } from './peers/peer.ts';
import type { LabTarget } from './target.ts';

/** The page of what the lab says of programs that are known, beside what others in the middle see of them. Markdown. */
export function formatAccuracy(targets: readonly LabTarget[], records: AccuracyRecords): string {
  const tried = targets.flatMap((target) => {
    const record = records.targets[target.id];
    return record ? [{ target, record }] : [];
  });
  const wrong = tried.filter(({ target, record }) => faultsOf(target, record).length > 0);
  const peers = Object.entries(records.peers).map(([name, version]) => `${name} ${version}`);
  return `# What the lab says of programs that are known

<!-- Made by npm run lab:matrix. Do not edit. -->

${tried.length} clients of a genuine server on the same machine, each known beforehand to be pinned or not, by its documentation or its
source. Each is put behind the lab, with every scenario three times, and then behind ${peers.join(' and ')}, as a tester
would: proxy or redirection, and the interceptor's CA in the trust store. All send a secret in a header.

**${tried.length - wrong.length} of ${tried.length} verdicts of the lab are right**: the host's verdict, and exactly the scenarios in which the secret could be read.
${wrong.map(({ target, record }) => `\n- ${target.name}: the lab ${faultsOf(target, record).join('; ')}.`).join('')}
## Verdicts

| client | version | TLS | known to be | the lab says | ${Object.keys(records.peers).join(' | ')} |
| --- | --- | --- | --- | --- | ${Object.keys(records.peers)
    .map(() => '---')
    .join(' | ')} |
${tried.map(({ target, record }) => rowOf(target, record, Object.keys(records.peers))).join('\n')}

What an interceptor *reads* is proven. What it does not read may be pinned, or may not trust its CA, or may have failed for
a reason of its own; only a comparison of runs tells, which is what the lab adds.

## By scenario

Read: the secret, or some of the app's data, was readable. Held: refused before a byte. –: the scenario had nothing to attack
there (it wants two hosts, a channel for pin updates, UDP, or the server's key).

| scenario | ${tried.map(({ target }) => target.id).join(' | ')} |
| --- | ${tried.map(() => '---').join(' | ')} |
${scenarios.map(({ id }) => `| ${id} | ${tried.map(({ record }) => cellOf(record, id)).join(' | ')} |`).join('\n')}

## How each is known

${tried.map(({ target }) => `- **${target.name}** (\`${target.id}\`): ${target.known.why}`).join('\n')}
`;
}

function rowOf(target: LabTarget, record: AccuracyRecord, peers: readonly string[]): string {
  const isRight = faultsOf(target, record).length === 0;
  return `| ${[
    target.name,
    record.version,
    target.engine,
    target.known.verdict,
    isRight ? record.verdict : `**${record.verdict}**`,
    ...peers.map((peer) => shown(record.sightings[peer])),
  ]
    .map(cell)
    .join(' | ')} |`;
}

function shown(sighting: Sighting | undefined): string {
  if (!sighting) return '–';
  return sighting.verdict === 'read' ? 'read' : `${sighting.verdict}${sighting.detail ? ` (${sighting.detail})` : ''}`;
}

function cellOf(record: AccuracyRecord, scenario: string): string {
  if (record.read.includes(scenario)) return '**read**';
  const verdict = record.cells[scenario];
  return verdict === undefined || verdict === 'not-run' ? '–' : verdict;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
