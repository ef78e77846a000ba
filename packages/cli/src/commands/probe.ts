import { remedyOf } from '@livepin/core/remedies';
import { platformAnchors } from '@livepin/tls';
import { probeMany, type Survey, type Target } from '@livepin/tls/probe';
import { defineCommand, type Result } from '../command.ts';
import { anchorsOf, caOption, connectOption, proxyOf, proxyOption, startTlsOption } from '../endpoint-options.ts';
import { makeRoomForLookups } from '../lookup-threads.ts';
import { clock } from '../parse-time.ts';
import { countsOf, csvOf, type HostReport, jsonOf, reportOf } from '../probe-report.ts';
import { readTargets } from '../probe-targets.ts';
import { Progress } from '../progress.ts';
import { flag, text, texts, wholeNumber } from '../sketch.ts';
import { columns, style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const probe = defineCommand({
  name: 'probe',
  summary: 'look at many servers at once: their keys, certificates and what is wrong with them',
  details: `Connects to each, looks at the certificates, and sends nothing but what the change to TLS takes. A host is HOST,
HOST:PORT, or a URL that says what is spoken before TLS: smtp://mail.example.com, postgres://db.example.com:5432. Hosts
are arguments, lines of a file (# begins a remark), or lines of standard input where none are given. Ctrl-C prints what
was found so far. Exit status 3: some could not be reached, or were not asked; where a fault was found too, it is 1.`,
  arguments: { hosts: texts('[host...]', 'the servers; port 443 where none is given, or the port of the protocol') },
  options: {
    file: text('--file <file>', 'read hosts from this file too; - is standard input'),
    starttls: startTlsOption,
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
    allAddresses: flag('--all-addresses', 'look at every address of a name, not only at the first that answers'),
    variants: flag('--variants', 'ask for ECDSA, RSA and Ed25519 certificates, each in a handshake of its own'),
    timeout: wholeNumber('--timeout <seconds>', 'for each host, name look-ups and all (10)', [1, 3_600]),
    concurrency: wholeNumber('--concurrency <number>', 'how many hosts at once (128)', [1, 1_000]),
    csv: flag('--csv', 'print the result as CSV: one row for each chain of a host'),
    jsonLines: flag('--json-lines', 'print one JSON value on a line for each host, as it is done'),
  },
  examples: [
    'livepin probe api.example.com www.example.com:8443 smtp://mail.example.com',
    'livepin probe --file hosts.txt --all-addresses --variants --csv > hosts.csv',
    'cat hosts.txt | livepin probe --timeout 5 --json',
    'livepin probe --proxy http://proxy.example.com:3128 api.example.com postgres://db.example.com',
  ],
  negative: 'a host shows a chain that is not trusted, is for another name, or is outside its dates.',
  async run({ hosts, file, starttls, connect, ca, proxy, ...options }, console) {
    const { allAddresses, variants, timeout, concurrency, csv, jsonLines } = options;
    if ([csv, jsonLines, console.isJson].filter(Boolean).length > 1)
      throw usage('Give one of --json, --json-lines and --csv.');
    makeRoomForLookups();
    const targets = await targetsFrom(hosts, file, starttls ?? null);
    const anchors = (await anchorsOf(ca)) ?? platformAnchors();
    const now = clock();
    const reports = new Map<Target, HostReport>();
    using progress = new Progress(process.stderr);
    using interrupted = interruption();
    const onResult = (survey: Survey) => {
      const report = reportOf(survey, anchors, now);
      reports.set(survey.target, report);
      if (jsonLines) console.line(JSON.stringify(jsonOf(report)));
      progress.show(() => ({
        lines: targets.length > 1 ? linesOfHost(report) : [],
        foot: countsOf([...reports.values()], targets.length),
      }));
    };
    const surveys = await probeMany(targets, {
      anchors,
      now,
      onResult,
      signal: interrupted.signal,
      proxyFor: proxyOf(proxy, connect),
      allAddresses,
      allVariants: variants,
      ...(connect ? { connect } : {}),
      ...(timeout === undefined ? {} : { timeoutMilliseconds: timeout * 1000 }),
      ...(concurrency === undefined ? {} : { concurrency }),
    });
    const all = surveys.map((survey) => reports.get(survey.target) ?? reportOf(survey, anchors, now));
    if (csv) console.document(csvOf(all));
    return resultOf(all, console.isJson ? 'json' : csv || jsonLines ? 'printed' : 'table');
  },
});

async function targetsFrom(
  hosts: readonly string[],
  file: string | undefined,
  startTls: Target['startTls'],
): Promise<Target[]> {
  const isPiped = hosts.length === 0 && file === undefined && !process.stdin.isTTY;
  const targets = await readTargets(hosts, isPiped ? '-' : (file ?? null), startTls);
  if (targets.length === 0) throw usage('No host was given: name some, or a file of them with --file.');
  return targets;
}

/** Ctrl-C, once: what was found so far is still printed. The second one ends the program as it always does. */
function interruption(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  return { signal: controller.signal, [Symbol.dispose]: () => process.off('SIGINT', stop) };
}

function resultOf(reports: readonly HostReport[], form: 'json' | 'table' | 'printed'): Result {
  const verdicts = new Set(reports.map(({ verdict }) => verdict));
  return {
    json: form === 'json' ? reports.map(jsonOf) : [],
    lines: () => (form === 'table' ? tableOf(reports) : []),
    isNegative: verdicts.has('faulty'),
    isIncomplete: verdicts.has('unreachable') || verdicts.has('not-asked'),
  };
}

function tableOf(reports: readonly HostReport[]): string[] {
  const rows = reports.flatMap(rowsOf);
  const asked = reports.filter(({ verdict }) => verdict !== 'not-asked');
  const codes = new Set(asked.flatMap(({ chains, failures }) => [...chains, ...failures].map(({ code }) => code)));
  return [
    ...columns(rows.length > 0 ? [tableHead, ...rows] : []),
    ...reports.filter(({ verdict }) => verdict === 'faulty' || verdict === 'unreachable').flatMap(faultsOf),
    ...[...codes].flatMap((code) => (code === null ? [] : [style.faint(`hint: ${remedyOf(code)} [${code}]`)])),
    countsOf(reports),
  ];
}

const tableHead = ['host', 'address', 'protocol', 'key', 'days left', 'pin', 'pins of the CAs between'];

function rowsOf({ target, chains }: HostReport): string[][] {
  return chains.map(({ address, protocol, keyType, daysLeft, leafPin, intermediatePins }) => [
    target,
    address ?? '',
    protocol,
    keyType ?? '',
    String(daysLeft ?? ''),
    leafPin ?? '',
    intermediatePins.join(' '),
  ]);
}

function faultsOf({ target, chains, failures }: HostReport): string[] {
  return [
    ...chains.flatMap(({ address, code, fault }) =>
      code === null ? [] : [`${style.bad('faulty')}  ${target} ${address ? `(${address}) ` : ''} ${fault} [${code}]`],
    ),
    ...failures.map(({ sentence, reason }) => `${style.warning('unreachable')}  ${sentence} [${reason}]`),
  ];
}

/** What a terminal shows as a host is done. */
function linesOfHost(report: HostReport): string[] {
  if (report.verdict !== 'fine') return faultsOf(report);
  return report.chains.map(
    ({ protocol, keyType, daysLeft }) =>
      `${style.good('fine')}  ${report.target}  ${protocol}  ${keyType}  ${daysLeft} days`,
  );
}
