import { type Console, defineCommand } from '../command.ts';
import { nameOf, readInput, writeOutput } from '../files.ts';
import { failOnOption } from '../lab/fail-on-option.ts';
import { loadLab } from '../lab/load-lab.ts';
import { resultOf } from '../lab/put-report.ts';
import { neededText, text } from '../sketch.ts';
import { usage } from '../usage-error.ts';

/** Options, by the names that the forms have in a report's folder. */
const forms = {
  html: 'report.html',
  junit: 'report.junit.xml',
  sarif: 'report.sarif',
  badge: 'badge.svg',
} as const;

export const labShow = defineCommand({
  name: 'show',
  summary: 'show a report of the lab again, and write it in other forms',
  details: `All forms are made of report.json alone, so that a page that came with it need not be trusted: livepin lab verify says
whether report.json is as it was signed, and this makes the page of it. Nothing is attacked.`,
  arguments: { report: neededText('<report>', 'report.json as the lab wrote it; - is standard input') },
  options: {
    html: text('--html <file>', 'write the page for people; - is standard output, in place of all else'),
    junit: text('--junit <file>', "write JUnit's XML"),
    sarif: text('--sarif <file>', 'write SARIF 2.1.0'),
    badge: text('--badge <file>', 'write the badge, an SVG image'),
    failOn: failOnOption,
  },
  examples: [
    'livepin lab show lab-report/report.json',
    'livepin lab show report.json --html report.html --badge pinned.svg',
    'livepin lab show report.json --sarif - --fail-on never',
  ],
  negative: 'the report has what --fail-on names.',
  async run({ report: path, failOn: words, ...wanted }, console) {
    const chosen = Object.entries(forms).flatMap(([name, file]) => {
      const to = wanted[name as keyof typeof forms];
      return to === undefined ? [] : [{ file, to }];
    });
    const printed = chosen.filter(({ to }) => to === '-');
    if (printed.length + (console.isJson ? 1 : 0) > 1)
      throw usage('Standard output holds one form: --json, or one of --html, --junit, --sarif and --badge.');
    const lab = await loadLab();
    const failOn = lab.parseFailOn(words);
    const report = lab.parseReport(Buffer.from(await readInput(path)).toString('utf8'), nameOf(path));
    if (chosen.length > 0) {
      const files = lab.reportFiles(report, failOn);
      for (const { file, to } of chosen) await put(to, files.get(file)!, console);
    }
    const result = resultOf(report, failOn, lab);
    return printed.length > 0 ? { ...result, lines: () => [] } : result;
  },
});

async function put(path: string, form: string, console: Console): Promise<void> {
  if (path === '-') console.document(form);
  else await writeOutput(path, form, { mayReplace: true });
}
