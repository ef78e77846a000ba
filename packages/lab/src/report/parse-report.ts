import { reaches } from '../connection.ts';
import { flag, list, malformed, matching, number, object, oneOf, orNull, pair, text, whole } from './readers.ts';
import type {
  Cell,
  CellVerdict,
  Coverage,
  EvidenceFile,
  HostVerdict,
  Leak,
  Report,
  ReportedConnection,
  ReportedHost,
  ReportedRequest,
  ReportedScenario,
  ReportedTry,
} from './report.ts';
import { cellWords, hostWords } from './verdict-words.ts';

const most = Number.MAX_SAFE_INTEGER;
// What a date of JavaScript can hold, in milliseconds.
const time = number(0, 8.64e15);
const seconds = number(0, 8.64e12);
const count = whole(0, most);
const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal digits');
// It becomes a link, and is read by `livepin lab verify`: it must not lead out of the report's folder, or to another site.
const inFolder = matching(
  /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\:\p{Cc}]+$/u,
  'a path below the folder of the report, with forward slashes',
);
const reach = oneOf(...reaches);
const hostVerdict = oneOf(...(Object.keys(hostWords) as HostVerdict[]));
const cellVerdict = oneOf(...(Object.keys(cellWords) as CellVerdict[]));

const leak = object<Leak>({
  kind: oneOf('canary', 'pattern'),
  name: text,
  where: oneOf('url', 'header', 'cookie', 'body'),
  member: orNull(text),
  encoding: text,
  sample: text,
});

const request = object<ReportedRequest>({
  at: time,
  protocol: text,
  line: text,
  headers: list(pair(text, text)),
  body: text,
  bodyBytes: count,
  status: orNull(count),
  leaks: list(leak),
});

const connection = object<ReportedConnection>({
  id: count,
  at: time,
  milliseconds: number(0, most),
  transport: text,
  ja4: orNull(text),
  isAttack: flag,
  treatment: text,
  shown: list(object<ReportedConnection['shown'][number]>({ subject: text, pin: text })),
  reach,
  isResumed: flag,
  usedEarlyData: flag,
  bytesFromApp: count,
  end: text,
  requests: list(request),
});

const attempt = object<ReportedTry>({
  run: count,
  outcome: oneOf('held', 'read', 'broken', 'not-seen'),
  reach,
  connections: list(connection),
  said: text,
});

const cell = object<Cell>({
  scenario: text,
  verdict: cellVerdict,
  because: text,
  reach,
  tries: list(attempt),
  leaks: list(leak),
  repair: orNull(text),
  evidence: list(object<EvidenceFile>({ path: inFolder, sha256, bytes: count })),
});

const host = object<ReportedHost>({
  host: text,
  port: whole(1, 65_535),
  verdict: hostVerdict,
  because: text,
  stacks: list(object<ReportedHost['stacks'][number]>({ ja4: text, held: count, read: count })),
  cells: list(cell),
});

const scenario = object<ReportedScenario>({
  id: text,
  title: text,
  group: text,
  attack: text,
  must: text,
  why: text,
  repair: text,
  standards: list(text),
  isDecisive: flag,
});

const report = object<Report>({
  format: oneOf('livepin-lab-report'),
  version: oneOf(1),
  madeAt: seconds,
  livepin: text,
  subject: object<Report['subject']>({
    name: text,
    build: list(object<Report['subject']['build'][number]>({ path: text, sha256 })),
  }),
  mode: oneOf('proxy', 'transparent', 'device', 'upstream'),
  trust: object<Report['trust']>({ isShown: flag, because: text }),
  tries: count,
  seconds,
  isPartial: flag,
  scenarios: list(scenario),
  hosts: list(host),
  coverage: object<Coverage>({ sources: list(text), neverSeen: list(text), unlisted: list(text) }),
  controls: list(object<Report['controls'][number]>({ run: count, ok: flag, because: text })),
  timeline: list(
    object<Report['timeline'][number]>({
      at: time,
      run: count,
      scenario: orNull(text),
      host: text,
      reach,
      isAttack: flag,
    }),
  ),
  disclosure: oneOf('redacted', 'unredacted'),
  warnings: list(text),
});

/**
 * Reads what `reportText` wrote.
 * @param where the file's name, for messages
 * @throws {LivepinError} LP_LAB_REPORT_MALFORMED: no JSON, of another version, or with a member that is missing, unknown or
 *   out of its range
 */
export function parseReport(written: string, where: string): Report {
  const value = json(written, where);
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== 'livepin-lab-report')
    throw malformed(where, 'is no report of the lab');
  if ('version' in value && typeof value.version === 'number' && value.version > 1)
    throw malformed(where, `was written by a newer livepin (version ${value.version} of the form, and 1 is read here)`);
  const read = report(value, where);
  refuseStrangers(read, where);
  return read;
}

function json(written: string, where: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    // What the parser says quotes the text, which is nobody's business.
    throw malformed(where, 'is not JSON');
  }
}

/** Cells of scenarios that are not told of, and things that are there twice, could be shown in two ways. */
function refuseStrangers({ scenarios, hosts }: Report, where: string): void {
  const known = scenarios.map(({ id }) => id);
  const twice = <T>(items: readonly T[]) => items.some((item, index) => items.indexOf(item) !== index);
  if (twice(known)) throw malformed(`${where}.scenarios`, 'has a scenario twice');
  if (twice(hosts.map(({ host: name, port }) => `${name} ${port}`)))
    throw malformed(`${where}.hosts`, 'has a host twice');
  for (const [index, { cells }] of hosts.entries()) {
    const ids = cells.map((one) => one.scenario);
    const place = `${where}.hosts[${index}].cells`;
    if (twice(ids)) throw malformed(place, 'has a scenario twice');
    if (ids.some((id) => !known.includes(id)))
      throw malformed(place, 'has a scenario that the report does not tell of');
  }
}

/** The report as a file, byte for byte: what is signed. */
export function reportText(made: Report): string {
  return `${JSON.stringify(made, null, 2)}\n`;
}
