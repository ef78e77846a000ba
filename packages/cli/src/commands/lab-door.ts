import { defineCommand } from '../command.ts';
import { attackOptions } from '../lab/attack-options.ts';
import { interruption } from '../lab/interruption.ts';
import { loadLab } from '../lab/load-lab.ts';
import { openReportDesk } from '../lab/put-report.ts';
import { readAttack } from '../lab/read-attack.ts';
import { Progress } from '../progress.ts';
import { text, wholeNumber } from '../sketch.ts';
import { listenerFor } from './lab-run.ts';

export const labDoor = defineCommand({
  name: 'door',
  summary: 'attack what a test framework of any language does, told of each run in a line of JSON',
  details: `Writes a line {"event":"run","run":3,"scenario":"user-ca","proxy":…,"caFile":…,"environment":{…}} for each run to
standard output, and reads one {"done":3,"failure":null} from standard input when the app was exercised: failure is what it
failed with, or null. At the end comes {"event":"report","exitStatus":0,"report":{…}}. All else is on standard error.`,
  options: {
    ...attackOptions,
    name: text('--subject <text>', 'how the app is called in the report'),
    timeout: wholeNumber('--timeout <seconds>', 'for each run (60)', [1, 3_600]),
  },
  examples: ['livepin lab door --expect api.example.com --out lab-report'],
  negative: 'a host is not pinned, or not proven to be; --fail-on says what counts.',
  async run({ name = 'a program at the line-JSON door', timeout, ...values }, console) {
    const lab = await loadLab();
    const desk = await openReportDesk(values, lab, console);
    const attack = await readAttack(values, lab);
    const door = { input: process.stdin, output: process.stdout };
    using progress = new Progress(process.stderr);
    using interrupted = interruption();
    const report = await lab.runLab(
      {
        ...attack,
        ...(timeout === undefined ? {} : { timeoutMilliseconds: timeout * 1000 }),
        onEvent: listenerFor(progress, console, lab),
        signal: interrupted.signal,
      },
      lab.lineJsonSubject(door, { name, build: values.build }),
    );
    const { isNegative, isIncomplete } = await desk.put(report, console);
    lab.say(door, { event: 'report', exitStatus: isNegative ? 1 : isIncomplete ? 3 : 0, report });
    process.stdin.destroy();
    return {
      json: {},
      lines: () => [],
      isNegative: isNegative ?? false,
      isIncomplete: isIncomplete ?? false,
    };
  },
});
