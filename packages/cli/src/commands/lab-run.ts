import type { LabEvent } from '@livepin/lab';
import { type Console, defineCommand } from '../command.ts';
import { attackOptions } from '../lab/attack-options.ts';
import { interruption } from '../lab/interruption.ts';
import { type LabModule, loadLab } from '../lab/load-lab.ts';
import { openReportDesk } from '../lab/put-report.ts';
import { readAttack } from '../lab/read-attack.ts';
import { Progress } from '../progress.ts';
import { flag, text, texts, wholeNumber } from '../sketch.ts';
import { style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const labRun = defineCommand({
  name: 'run',
  summary: 'attack the TLS connections of a command, and say which of its hosts are pinned',
  details: `Runs the command behind a proxy of the lab's, with a trust store of the lab's: first and last with the genuine
servers, then for each try of each scenario. Write -- before the command. On this machine nothing is changed: the command
gets variables of its own, the lab a folder for public certificates, gone at the end, and a port on 127.0.0.1. Ctrl-C prints
what was found so far. Exit status 3: nothing fails but what is inconclusive, since the command failed with the genuine servers
too, nothing was attacked, or the lab was ended early.`,
  arguments: { command: texts('[command...]', 'the command that makes the app open its connections, and ends') },
  options: {
    ...attackOptions,
    jobs: wholeNumber('--jobs <count>', 'how many runs at once (1)', [1, 64]),
    timeout: wholeNumber('--timeout <seconds>', 'for each run (60)', [1, 3_600]),
    transparent: flag(
      '--transparent',
      'redirect connections in a network namespace: for apps that heed no proxy (Linux)',
    ),
    onPinChange: text('--on-pin-change <command>', 'for the shell: has the app change its pins while it runs'),
  },
  examples: [
    'livepin lab run -- curl https://api.example.com/',
    'livepin lab run --expect api.example.com --out lab-report -- npm run e2e',
    'livepin lab run --config app/src/main/res/xml/network_security_config.xml --canary token=3f9c2b7e41 -- ./app --self-test',
    'livepin lab run --scenario user-ca,public-ca --tries 1 --resolve api.example.com=127.0.0.1:8443 --ca ca.pem -- ./app',
  ],
  negative: 'a host is not pinned, or not proven to be; --fail-on says what counts.',
  async run({ command: words, jobs, timeout, transparent, onPinChange, ...values }, console) {
    const [program, ...arguments_] = words;
    if (program === undefined)
      throw usage('Name the command that is to be attacked, after --: livepin lab run -- ./app');
    const lab = await loadLab();
    const desk = await openReportDesk(values, lab, console);
    const attack = await readAttack(values, lab);
    const command = [program, ...arguments_] as const;
    const own = await lab.buildOfCommand(command, process.env['PATH'] ?? '', process.cwd());
    const { paths: build, warning } = values.build.length > 0 ? { paths: values.build, warning: null } : own;
    const subject = lab.commandSubject({
      command,
      build,
      warnings: warning === null ? [] : [warning],
      ...(onPinChange === undefined ? {} : { onPinChange }),
    });
    sayWhatChanges(console, lab, transparent);
    using progress = new Progress(process.stderr);
    using interrupted = interruption();
    const report = await lab.runLab(
      {
        ...attack,
        mode: transparent ? 'transparent' : 'proxy',
        ...(jobs === undefined ? {} : { jobs }),
        ...(timeout === undefined ? {} : { timeoutMilliseconds: timeout * 1000 }),
        onEvent: listenerFor(progress, console, lab),
        signal: interrupted.signal,
      },
      subject,
    );
    progress[Symbol.dispose]();
    return desk.put(report, console);
  },
});

function sayWhatChanges(console: Console, { changedVariables }: LabModule, isTransparent: boolean): void {
  const own = isTransparent
    ? 'a network namespace and variables of its own (LIVEPIN_LAB_*, CAs)'
    : `${changedVariables.length} variables of its own (LIVEPIN_LAB_*, proxies, CAs)`;
  console.note(`The lab changes nothing of this machine: the command gets ${own}.`);
}

/** What happens, on a terminal: one line that changes, and what was read as it is. */
export function listenerFor(progress: Progress, console: Console, { LabProgress, scenarios }: LabModule) {
  const told = new LabProgress(scenarios, style);
  return (event: LabEvent) => {
    if (event.kind === 'note') console.note(event.sentence);
    else progress.show(() => told.on(event));
  };
}
