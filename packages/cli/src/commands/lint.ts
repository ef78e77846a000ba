import manifest from '../../package.json' with { type: 'json' };
import { serviceOption } from '../admin-access.ts';
import { type Console, defineCommand, type Result } from '../command.ts';
import { caOption, connectOption, proxyOption } from '../endpoint-options.ts';
import { writeOutput } from '../files.ts';
import { jsonReport } from '../lint/json-report.ts';
import { junitReport } from '../lint/junit-report.ts';
import { counted, fails, type LintReport } from '../lint/lint-report.ts';
import { summaryOf, terminalReport } from '../lint/terminal-report.ts';
import { type CiSystem, workflows } from '../lint/workflows.ts';
import { clock } from '../parse-time.ts';
import { startReading } from '../project/read-project.ts';
import { flag, negatedFlag, text, textOr, texts } from '../sketch.ts';
import { style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const lint = defineCommand({
  name: 'lint',
  summary: 'say what is wrong with the static pins and the TLS settings of a project',
  details: `Walks through folders and reads what holds pins or decides over trust, by names and contents: Android, iOS, React
Native, Flutter, Capacitor, servers, scripts. Folders of dependencies and builds are passed over. Unless --offline is given,
it connects to port 443 of the hosts that the project pins and that are its own, looks at their certificates, and sends
nothing; with --app it fetches the app's bundle from the service. A comment "livepin-ignore RULE reason" on a line, or alone
on the line above, says that a finding is known. --explain RULE tells all of a rule, with examples.`,
  arguments: {
    paths: texts('[path...]', 'folders, and files that are read whatever their names; otherwise the folder here'),
  },
  options: {
    failOn: textOr('--fail-on <severity>', 'from which severity on findings make the exit status 1', 'error', {
      choices: ['error', 'warning', 'info', 'never'],
    }),
    fix: flag('--fix', 'make the repairs that are safe'),
    isDryRun: flag('--dry-run', 'with --fix: print the changes as a patch, and make none'),
    baseline: text('--baseline <file>', 'findings that are in this file are known, and fail nothing'),
    writesBaseline: flag('--write-baseline', 'write what is found into the file of --baseline'),
    ownHosts: text(
      '--own-hosts <host,host>',
      'your hosts and all below them; what is pinned besides is somebody else’s',
    ),
    offline: flag('--offline', 'ask no server'),
    app: text('--app <id>', 'compare with what is published for this app'),
    service: serviceOption,
    root: texts('--root <file>', 'a trust root that is known to be right; what is fetched must follow it'),
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
    all: negatedFlag('--no-ignore', 'look into the folders of dependencies and builds too'),
    sarif: text('--sarif <file>', 'write a report in SARIF 2.1.0 too; - is standard output, in place of all else'),
    junit: text('--junit <file>', "write a report in JUnit's XML too; - is standard output, in place of all else"),
    ci: text('--ci <system>', 'print what runs this in CI, to be pasted, and look at nothing', {
      choices: Object.keys(workflows),
    }),
    explain: text('--explain <rule>', 'print what there is to know of a rule, in Markdown, and look at nothing'),
  },
  examples: [
    'livepin lint',
    'livepin lint app ios --own-hosts example.com --fail-on warning',
    'livepin lint --fix --dry-run --offline',
    'livepin lint --baseline livepin-baseline.json --write-baseline',
    'livepin lint --app com.example.bank --service https://pins.example.com --sarif livepin.sarif',
    'livepin lint --explain no-backup-pin',
    'livepin lint --ci github > .github/workflows/livepin.yml',
  ],
  negative: 'something was found that is as severe as --fail-on says.',
  async run({ paths, ci, explain: rule, ...given }, console) {
    if (ci !== undefined) {
      console.document(workflows[ci as CiSystem](manifest.version));
      return null;
    }
    if (rule !== undefined) {
      const { explain } = await import('../lint/explain.ts');
      const { json, page } = explain(rule);
      return { json, lines: () => page.trimEnd().split('\n') };
    }
    refuseContradictions(given, console);
    const reading = startReading(paths.length > 0 ? paths : ['.'], given.all);
    const { lintProject } = await import('../lint/lint-project.ts');
    const read = await reading.finish();
    const { report, judgement, patch } = await lintProject(read, given, clock());
    const { baseline } = given;
    if (baseline !== undefined && given.writesBaseline) {
      const { writeBaseline } = await import('../lint/baseline-file.ts');
      await writeBaseline(baseline, report.findings);
      return written(baseline, report.findings.length);
    }
    if (given.sarif !== undefined) {
      const { sarifText } = await import('../lint/sarif-report.ts');
      await put(given.sarif, sarifText(report, manifest.version, read.base, judgement.locator), console);
    }
    if (given.junit !== undefined) await put(given.junit, junitReport(report), console);
    return resultOf(report, patch, [given.sarif, given.junit].includes('-'), console);
  },
});

interface Contradictable {
  readonly fix: boolean;
  readonly isDryRun: boolean;
  readonly baseline: string | undefined;
  readonly writesBaseline: boolean;
  readonly offline: boolean;
  readonly app: string | undefined;
  readonly sarif: string | undefined;
  readonly junit: string | undefined;
}

/** @throws {LivepinError} LP_USAGE */
function refuseContradictions(given: Contradictable, { isJson }: Console): void {
  if (given.isDryRun && !given.fix) throw usage('--dry-run says what --fix would do: give both.');
  if (given.writesBaseline && given.baseline === undefined)
    throw usage('--write-baseline wants to know where: name the file with --baseline.');
  if (given.writesBaseline && given.fix) throw usage('Repair first, and write the baseline of what is left.');
  if (given.offline && given.app !== undefined)
    throw usage('--app asks the service, and --offline nobody: give one of them.');
  const onStandardOutput = [given.sarif === '-', given.junit === '-', isJson, given.isDryRun];
  if (onStandardOutput.filter(Boolean).length > 1)
    throw usage('Standard output holds one of --json, --dry-run, --sarif - and --junit -.');
}

async function put(path: string, document: string, console: Console): Promise<void> {
  if (path === '-') console.document(document);
  else await writeOutput(path, document, { mayReplace: true });
}

function resultOf(report: LintReport, patch: string | null, isPrinted: boolean, console: Console): Result {
  if (patch !== null) {
    console.document(patch);
    console.note(summaryOf(report, style));
  }
  const isQuiet = patch !== null || isPrinted;
  return {
    json: console.isJson ? jsonReport(report) : {},
    lines: (style) => (isQuiet ? [] : terminalReport(report, style)),
    isNegative: report.findings.some(({ finding }) => fails(finding, report.failOn)),
  };
}

function written(path: string, count: number): Result {
  return {
    json: { written: path, findings: count },
    lines: () => [`wrote ${path}  ${counted(count, 'finding')} that fail nothing from now on, with --baseline ${path}`],
  };
}
