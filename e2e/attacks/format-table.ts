import { type AttackCase, type Family, notShown, type Position, positions } from './case.ts';
import type { Client } from './clients/client.ts';
import { countOf, type Marks, type Records } from './record.ts';
import type { Mark } from './trial.ts';

const letters: Readonly<Record<Position, string>> = { leaf: 'L', intermediate: 'I', root: 'R', backup: 'B' };

/** A column of the tables: one client, or the same one on several platforms. */
interface Column {
  readonly name: string;
  readonly ids: readonly string[];
}

/** docs/attacks.md. */
export function formatTable(families: readonly Family[], clients: readonly Client[], records: Records): string {
  const tried = clients.filter(({ id }) => records[id]);
  const columns = columnsOf(tried);
  const cases = families.flatMap((family) => family.cases);
  const sections = families.map((family) => sectionOf(family, columns, records));
  return `${[intro(cases), summary(tried, records), whatItShows, ...sections, again].join('\n\n')}\n`;
}

function intro(cases: readonly AttackCase[]): string {
  const verdicts = cases.length * positions.length;
  const open = cases.flatMap(({ must }) => positions.filter((position) => must[position].verdict === 'either')).length;
  return `# Attacks on pinned connections, and who falls for them

<!-- Made by e2e/attacks/generate.ts. Do not edit. -->

${cases.length} TLS servers on one machine, each of them an attacker or an odd genuine server for \`api.example.com\`. Each is tried
with four pins in turn: of the genuine leaf (L), intermediate (I) and root (R), and of a backup key (B) that no server
shows. That makes ${verdicts} verdicts for each client, and for each of them the suite says beforehand what must happen, and why.
${open} of them can be argued both ways; there the argument stands in place of a verdict, each client's choice is shown, and
nothing is counted.

- A **hole**: a request went out to a peer that had to be refused. Whoever is there has read it.
- An **outage**: a genuine server was refused. The app is locked out, until its pins are changed or switched off.
- **✓**: all four verdicts are right. **–**: the client has no means for what is asked, and nothing is counted.

*The platform* is the verification that Node's OpenSSL makes by itself. The device trusts two roots: the genuine one, and
one that the attacker has (a debugging proxy's, a company's, a stolen or careless public CA's). Where a case needs other
trust anchors, or another host, it says so. All clients are given the same trust anchors and the same pins, and what
they sent is counted by the servers.`;
}

function summary(clients: readonly Client[], records: Records): string {
  const rows = clients.map(({ id, name, how }) => {
    const record = records[id]!;
    const [holes, outages] = [countOf(record, 'hole'), countOf(record, 'outage')];
    return `| ${name} | ${record.version} | ${how} | ${record.counted} | ${bold(holes)} | ${bold(outages)} |`;
  });
  return [
    '| client | version | where it looks for pins | verdicts | holes | outages |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const whatItShows = `What the tables show:

- **What a server sends is not evidence.** A walk through it finds a pinned key in a certificate that anyone can make
  up ([made-up-issuers](#a-rogue-ca-that-the-device-trusts)): the attacker needs no more than the pinned *public* key.
- **Good signatures are not a path.** An expired, limited or plain server certificate of the pinned CA is enough for who
  checks nothing else ([one key, two certificates](#one-key-two-certificates)). OkHttp on a JDK builds its chain so,
  apart from the path that the JDK has verified.
- **One path is not all paths.** Who looks only at the path that was found first locks apps out where CAs are
  cross-signed.
- **Pins replace nothing.** With verification switched off, a pinned CA's certificates for anybody else pass, and so does
  whatever has expired.
- **The platform has gaps, too.** OpenSSL holds a common name to the limits of a CA only where that looks like a host name
  to it, and Node takes others for the host's as well ([common names](#common-names-below-a-limited-ca)).
- **Verified bytes can be read in two ways.** In a certificate that was verified Node can find the key of another
  ([certificates inside certificates](#certificates-inside-certificates)).
- curl pins the key of the leaf and nothing else. That is safe, and it leaves no way to pin a CA.
- Go's \`VerifiedChains\` are what pins should be held against. What is counted against Go are weak keys that it still
  takes, a key type that it does not know, and an intermediate among the trust anchors, at which its paths end.
- Livepin follows RFC 5280 where OpenSSL does, and holds whatever Node takes for a host name to the limits of CAs. It
  looks at every path of up to eight certificates, and counts what it does: 400 steps, 40 new signatures and a million
  comparisons of names at most for one list, then it refuses. \`e2e/attacks/bounds.test.ts\` holds it to that, and shows
  that no server here that must be accepted comes near.`;

function sectionOf(
  { name, says, cases, whyNobodyFalls }: Family,
  columns: readonly Column[],
  records: Records,
): string {
  const head = ['peer', 'must be accepted', ...columns.map((column) => column.name)];
  const rows = cases.map((one) => [
    `${one.says} <sub>${one.id}</sub>`,
    mustOf(one),
    ...columns.map((column) => cellOf(one, column, records)),
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const note = whyNobodyFalls ? [wrap(`Nobody has a hole here: ${whyNobodyFalls}.`)] : [];
  return [`## ${name}`, wrap(says), lines.join('\n'), ...note].join('\n\n');
}

/** "L I R (B: its key is not shown)". The reason for what every genuine server gets goes without saying. */
function mustOf({ must }: AttackCase): string {
  const by = (verdict: string) => positions.filter((position) => must[position].verdict === verdict);
  const reasons = (which: readonly Position[]) =>
    [...new Set(which.map((position) => must[position].because))].join('; ');
  const [accepted, refused, either] = [by('accept'), by('refuse'), by('either')];
  if (either.length > 0) return `open: ${show(either)} (${reasons(either)})`;
  if (accepted.length === 0) return `none: ${reasons(refused)}`;
  const isOrdinary = show(accepted) === 'L I R' && reasons(refused) === notShown;
  if (isOrdinary || refused.length === 0) return show(accepted);
  return `${show(accepted)} (${reasons(accepted)}), not ${show(refused)} (${reasons(refused)})`;
}

function cellOf({ id }: AttackCase, { ids }: Column, records: Records): string {
  const record = ids.map((client) => records[client]).find((one) => one !== undefined)!;
  if (record.unasked.includes(id)) return '–';
  const marks: Marks<Mark> = { ...record.open[id], ...record.wrong[id] };
  const parts = words.flatMap(([mark, word]) => {
    const which = positions.filter((position) => marks[position] === mark);
    return which.length > 0 ? [`${word} ${show(which)}`] : [];
  });
  return parts.join(', ') || '✓';
}

const words: readonly (readonly [Mark, string])[] = [
  ['hole', '**hole**'],
  ['outage', 'outage'],
  ['open-accepts', 'accepts'],
  ['open-refuses', 'refuses'],
];

function show(which: readonly Position[]): string {
  return which.map((position) => letters[position]).join(' ');
}

// On several platforms Livepin gets everything right, or the run fails: one column says it.
function columnsOf(clients: readonly Client[]): Column[] {
  const isLivepin = ({ id }: Client) => id.startsWith('livepin-');
  return [
    { name: 'Livepin', ids: clients.filter(isLivepin).map(({ id }) => id) },
    ...clients.filter((client) => !isLivepin(client)).map(({ id, name }) => ({ name, ids: [id] })),
  ];
}

function wrap(text: string): string {
  return text.replaceAll(/(?=.{121})(.{1,120})\s/g, '$1\n');
}

function bold(count: number): string {
  return count === 0 ? '0' : `**${count}**`;
}

const again = `## How to run it

\`\`\`sh
npx vitest run e2e/attacks                       # holds this page to what happens now
npx node e2e/attacks/generate.ts                 # writes it anew
npx node e2e/attacks/serve.ts made-up-issuers    # one of the servers, with its pins, to bring a client of your own before
\`\`\`

The servers are in \`e2e/attacks/cases\`, the clients in \`e2e/attacks/clients\`. What is not installed is left out of the
run, and the test says so: Go, a JDK with Maven (which fetches OkHttp once), curl, Node 22 and 26. A client in another
version than the one above is tried, and not held to the table.`;
