import { networkInterfaces } from 'node:os';
import type { DeviceLab, Guide, Store } from '@livepin/lab';
import { type Console, defineCommand } from '../command.ts';
import { attackOptions } from '../lab/attack-options.ts';
import { deviceOptions } from '../lab/device-options.ts';
import { attendLab } from '../lab/device-session.ts';
import { listed, notEmpty } from '../lab/listed.ts';
import { listenAt } from '../lab/listen-at.ts';
import { type LabModule, loadLab } from '../lab/load-lab.ts';
import { openReportDesk } from '../lab/put-report.ts';
import { readAttack } from '../lab/read-attack.ts';
import { flag, text, textOr, texts } from '../sketch.ts';
import { style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const labProxy = defineCommand({
  name: 'proxy',
  summary: 'attack the apps of a phone or an emulator, which come by a proxy',
  details: `Prints how to bring the device behind the lab, and shows what comes. Each host goes through the scenarios in turn,
by the connections that its app makes: first a genuine one, then an attack, and after each attack that was refused genuine
ones until one has worked, so that the app recovers. Use the app all the while. The lab listens on this machine alone unless
--listen says otherwise; emulators and phones on USB reach it there. q ends it and prints the report.`,
  options: {
    listen: textOr('--listen <address:port>', 'where: 0.0.0.0:8899 for phones in the network', '127.0.0.1:8899'),
    adb: text('--adb <serial>', 'set the proxy of this Android device, and put it back as it was'),
    wait: flag('--wait', 'wait for the device of --adb to start'),
    store: textOr('--store <which>', "where the lab's CA is installed on the device", 'user', {
      choices: ['user', 'system'],
    }),
    only: texts('--only <host>', 'test this host and those below it, and let the others through'),
    ...deviceOptions,
    ...attackOptions,
  },
  examples: [
    'livepin lab proxy --listen 0.0.0.0:8899 --only example.com',
    'livepin lab proxy --adb emulator-5554 --wait --store system --out lab-report',
    'livepin lab proxy --scenario user-ca,public-ca --tries 1 --for 600 --until-done --json-lines',
  ],
  negative: 'a host is not pinned, or not proven to be; --fail-on says what counts.',
  async run(
    { listen, adb: serial, wait, store, only, allow, name, seconds, untilDone, jsonLines, ...values },
    console,
  ) {
    if (wait && serial === undefined) throw usage('--wait waits for the device that --adb names: give both.');
    const lab = await loadLab();
    const desk = await openReportDesk(values, lab, console);
    const attack = await readAttack(values, lab);
    const report = await attendLab(
      lab,
      {
        ...attack,
        mode: 'device',
        listen: listenAt(listen, 8899, lab),
        store: store as Store,
        only: listed('--only', only).map((one) => lab.placeOf(one, '--only').host),
        subject: { name: name ?? (serial === undefined ? 'a device' : `the device ${serial}`), build: values.build },
        ...(allow.length > 0 ? { allow: notEmpty('--allow', allow) } : {}),
        ...(serial === undefined ? {} : { serial }),
      },
      { seconds, untilDone, jsonLines },
      console,
      (device) => bringDevice(device, lab, console, { serial, wait }),
    );
    const result = await desk.put(report, console);
    return jsonLines ? { ...result, lines: () => [JSON.stringify({ kind: 'report', report })] } : result;
  },
});

/** Says how to come, and brings along the device that can be brought. */
async function bringDevice(
  device: DeviceLab,
  lab: LabModule,
  console: Console,
  { serial, wait }: { readonly serial: string | undefined; readonly wait: boolean },
): Promise<AsyncDisposable | null> {
  const { facts } = device;
  for (const line of welcomeLines(device, lab)) console.note(line);
  if (facts.deviceUrl !== null) showCode(`${facts.deviceUrl}/`, lab);
  for (const guide of lab.guidesOf(facts)) for (const line of guideLines(guide)) console.note(line);
  if (serial === undefined) return null;
  const adb = new lab.Adb('adb', serial);
  await using stack = new AsyncDisposableStack();
  const keeper = stack.use(await lab.openKeeper());
  if (wait) await adb.waitForDevice();
  const set = stack.use(await lab.setDeviceProxy(adb, device.address.port, keeper));
  console.note(
    `The proxy of ${serial} is ${set.proxy} now, and was ${set.before === '' ? 'empty' : set.before}: it will be put back, whatever becomes of the lab.`,
  );
  return stack.move();
}

/** For the camera of a phone, on a terminal. */
function showCode(url: string, { qrLines }: LabModule): void {
  if (!process.stderr.isTTY) return;
  // Black on white, whatever the terminal's colours are: not every reader takes the inverse.
  const lines = qrLines(url, (line) => `\u001b[30;107m${line}\u001b[0m`);
  process.stderr.write(`\n${lines.join('\n')}\n`);
}

function welcomeLines({ facts, address }: DeviceLab, { addressesFor }: LabModule): string[] {
  const { deviceUrl, localUrl } = facts;
  if (deviceUrl === null) {
    const [other] = addressesFor('0.0.0.0', networkInterfaces());
    const how = other === undefined ? '' : ` For phones in the network: --listen ${other}:${address.port}`;
    return [`The lab listens at ${localUrl}/, for this machine, its emulators and phones on USB alone.${how}`];
  }
  return [
    `The lab listens at ${deviceUrl}/, which is also its page.`,
    'While it runs, others in your network can use it as a proxy: --allow says who may.',
  ];
}

function guideLines({ title, steps }: Guide): string[] {
  return [
    '',
    style.strong(title),
    ...steps.flatMap(({ says, commands }) => [`  ${says}`, ...commands.map((command) => `      ${command}`)]),
  ];
}
