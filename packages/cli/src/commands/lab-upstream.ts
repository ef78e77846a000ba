import type { DeviceLab, Endpoint } from '@livepin/lab';
import { formatPem } from '@livepin/pki';
import { type Console, defineCommand } from '../command.ts';
import { writeOutput } from '../files.ts';
import { attackOptions } from '../lab/attack-options.ts';
import { deviceOptions } from '../lab/device-options.ts';
import { attendLab } from '../lab/device-session.ts';
import { listed, notEmpty } from '../lab/listed.ts';
import { listenAt } from '../lab/listen-at.ts';
import { type LabModule, loadLab } from '../lab/load-lab.ts';
import { openReportDesk } from '../lab/put-report.ts';
import { readAttack } from '../lab/read-attack.ts';
import { neededTexts, text, textOr, wholeNumber } from '../sketch.ts';
import { usage } from '../usage-error.ts';

export const labUpstream = defineCommand({
  name: 'upstream',
  summary: 'attack apps in the place of their servers, to which they were led',
  details: `Takes TLS as the servers named with --host do. Apps are led here by a hosts file, by DNS, or by a build for tests;
the genuine servers must then be found otherwise: --resolve. Each host goes through the scenarios in turn, by the connections
that its app makes, as with livepin lab proxy. Where there is no genuine server to be had, --answer stands in for it, with
its --genuine-chain and --genuine-key. q or Ctrl-C ends it and prints the report.`,
  options: {
    servers: neededTexts(
      '--host <name>',
      'whose place the lab takes, as NAME or NAME:PORT; port 443 where none is given',
    ),
    listen: textOr('--listen <address:port>', 'where: 0.0.0.0:443 for apps on other machines', '127.0.0.1:8443'),
    writeCa: text('--write-ca <file>', "write the lab's root there, in PEM, for devices to trust"),
    answer: wholeNumber(
      '--answer <status>',
      'answer requests with this status and no body, and ask no genuine server',
      [200, 599],
    ),
    ...deviceOptions,
    ...attackOptions,
  },
  examples: [
    'livepin lab upstream --host api.example.com --resolve api.example.com=203.0.113.7 --write-ca lab-root.pem',
    'livepin lab upstream --host api.test:8443 --listen 0.0.0.0:8443 --resolve api.test=127.0.0.1:9443 --until-done',
    'livepin lab upstream --host api.test --answer 204 --genuine-chain api.pem --genuine-key api-key.pem --tries 1',
  ],
  negative: 'a host is not pinned, or not proven to be; --fail-on says what counts.',
  async run({ servers, listen, writeCa, answer, allow, name, seconds, untilDone, jsonLines, ...values }, console) {
    if (answer !== undefined && values.genuineChain === undefined)
      throw usage('--answer stands in for a genuine server: give its --genuine-chain and --genuine-key too.');
    const lab = await loadLab();
    const desk = await openReportDesk(values, lab, console);
    const attack = await readAttack(values, lab);
    const stood = listed('--host', servers).map((one) => hostOf(one, lab));
    const report = await attendLab(
      lab,
      {
        ...attack,
        mode: 'upstream',
        listen: listenAt(listen, 8443, lab),
        hosts: stood,
        subject: { name: name ?? `apps of ${stood.map(({ host }) => host).join(', ')}`, build: values.build },
        ...(answer === undefined ? {} : { answer }),
        ...(allow.length > 0 ? { allow: notEmpty('--allow', allow) } : {}),
      },
      { seconds, untilDone, jsonLines },
      console,
      (device) => sayHowToCome(device, stood, writeCa, lab, console),
    );
    const result = await desk.put(report, console);
    return jsonLines ? { ...result, lines: () => [JSON.stringify({ kind: 'report', report })] } : result;
  },
});

function hostOf(text: string, { placeOf }: LabModule): Endpoint {
  const { host, port } = placeOf(text, '--host');
  return { host, port: port ?? 443 };
}

async function sayHowToCome(
  { address, root }: DeviceLab,
  hosts: readonly Endpoint[],
  file: string | undefined,
  { nameOf }: LabModule,
  console: Console,
): Promise<null> {
  console.note(`The lab listens at ${nameOf(address)} in the place of ${hosts.map(nameOf).join(', ')}.`);
  if (file === undefined) {
    console.note("--write-ca writes the lab's root for devices to trust. It is another one each time.");
    return null;
  }
  await writeOutput(file, formatPem('CERTIFICATE', root), { mayReplace: true });
  console.note(`Have the device or the build under test trust the root in ${file}. Its key is gone when the lab ends.`);
  return null;
}
