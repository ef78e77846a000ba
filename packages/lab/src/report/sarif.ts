import { artifactUri, type SarifLevel, type SarifRule, sarifLog } from '@livepin/formats/reports';
import { nameOf } from '../endpoint.ts';
import type { Cell, Report, ReportedHost, ReportedScenario } from './report.ts';
import { isFlaky } from './summary.ts';
import { leakText } from './terminal/host-lines.ts';
import { hostWords } from './verdict-words.ts';

const root = '%SRCROOT%';

// What is no scenario's, and must not be silent: a log without a result looks like a proof.
const hostRules = {
  unproven: {
    id: 'nothing-proven',
    title: 'Pinning is not proven',
    meaning: hostWords.unproven.meaning,
    repair:
      "Install the lab's CA where the app looks for CAs, or let the lab start the app so that it reads the lab's.",
  },
  inconclusive: {
    id: 'control-failed',
    title: 'The control connection failed',
    meaning: hostWords.inconclusive.meaning,
    repair: 'See that the app works behind the lab when nothing is attacked; the report says what it did instead.',
  },
  'not-seen': {
    id: 'host-not-seen',
    title: 'A host was not exercised',
    meaning: hostWords['not-seen'].meaning,
    repair: 'Extend the test, so that the app speaks to this host in it.',
  },
} as const;

/** The report as OASIS SARIF 2.1.0: a rule for each scenario, a result for each host that it says something of. */
export function sarifOf(report: Report): object {
  const { scenarios, hosts, coverage, livepin } = report;
  const rules = [...scenarios.map(ruleOfScenario), ...Object.values(hostRules).map(ruleOfHost)];
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const placeOf = placesIn(report);
  const found = [
    ...hosts.flatMap((host) => [...hostFindings(host), ...host.cells.flatMap((cell) => cellFindings(cell, host))]),
    ...coverage.neverSeen.map(
      (host): Finding => ({ rule: 'host-not-seen', level: 'note', host, sentence: 'It was expected, and never seen.' }),
    ),
  ];
  return sarifLog({
    version: livepin,
    rules,
    notes: [report.trust.because, ...report.warnings].map(plain),
    more: {
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [root]: { description: { text: 'The folder that livepin lab was run in.' } } },
      artifacts: report.subject.build.map(({ path, sha256 }) => ({
        location: artifactUri(path, root),
        roles: ['analysisTarget'],
        hashes: { 'sha-256': sha256 },
      })),
    },
    results: found.map(({ rule, level, host, sentence }) => ({
      ruleId: rule,
      ruleIndex: indexOf.get(rule),
      level,
      message: { text: plain(`${host}: ${sentence}`) },
      locations: [placeOf(host)],
      partialFingerprints: { 'livepin/v1': `${rule} ${host}` },
    })),
  });
}

export function sarifText(report: Report): string {
  return `${JSON.stringify(sarifOf(report), null, 2)}\n`;
}

interface Finding {
  readonly rule: string;
  readonly level: SarifLevel;
  readonly host: string;
  readonly sentence: string;
}

function hostFindings({ verdict, because, ...host }: ReportedHost): Finding[] {
  if (verdict !== 'unproven' && verdict !== 'inconclusive' && verdict !== 'not-seen') return [];
  const level = verdict === 'not-seen' ? 'note' : 'warning';
  return [{ rule: hostRules[verdict].id, level, host: nameOf(host), sentence: because }];
}

function cellFindings(cell: Cell, host: ReportedHost): Finding[] {
  const { scenario, verdict, because, leaks } = cell;
  const finding = (level: SarifLevel): Finding[] => {
    const got = leaks.length === 0 ? [] : [`Got out: ${leaks.map(leakText).join('; ')}.`];
    const flaky = isFlaky(cell) ? ['Tries differed.'] : [];
    return [{ rule: scenario, level, host: nameOf(host), sentence: [because, ...flaky, ...got].join(' ') }];
  };
  if (verdict === 'read' || verdict === 'broken') return finding('error');
  return verdict === 'flaky' ? finding('warning') : [];
}

function ruleOfScenario({ id, title, attack, must, why, repair, standards }: ReportedScenario): SarifRule {
  return { id, title, meaning: `${attack} ${must} ${why}`, repair, standards, level: 'error' };
}

function ruleOfHost(rule: (typeof hostRules)[keyof typeof hostRules]): SarifRule {
  return { ...rule, standards: ['MASTG-TEST-0244'], level: rule === hostRules['not-seen'] ? 'note' : 'warning' };
}

/**
 * §3.28: where a result is. A host is a logical place; beside it stands the file that was tested, without which GitHub's code
 * scanning takes no result.
 */
function placesIn({ subject }: Report): (host: string) => object {
  const [tested] = subject.build;
  return (host) => ({
    ...(tested ? { physicalLocation: { artifactLocation: { ...artifactUri(tested.path, root), index: 0 } } } : {}),
    logicalLocations: [{ name: host, fullyQualifiedName: host, kind: 'resource' }],
  });
}

/** §3.11.6: in a message, what looks like a link is one, and these words come from apps and servers. */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}
