import type { DeviceEvent, DeviceLab, DeviceLabOptions, Endpoint, Report } from '@livepin/lab';
import type { Console } from '../command.ts';
import { style } from '../style.ts';
import { chosenAfter, type Key, readKeys } from './device-keys.ts';
import { jsonOf, lineOf } from './device-lines.ts';
import type { DeviceValues } from './device-options.ts';
import { deviceTable } from './device-table.ts';
import { interruption } from './interruption.ts';
import { LiveLines } from './live-lines.ts';
import type { LabModule } from './load-lab.ts';

/** Opens a lab, tells what happens in it until it is to end, and has its report. */
export async function attendLab(
  lab: LabModule,
  options: Omit<DeviceLabOptions, 'onEvent'>,
  { seconds, untilDone, jsonLines }: Pick<DeviceValues, 'seconds' | 'untilDone' | 'jsonLines'>,
  console: Console,
  /** Called when it listens. What it gives is disposed of before the lab is closed. */
  onOpen: (opened: DeviceLab) => Promise<AsyncDisposable | null>,
): Promise<Report> {
  const ended = Promise.withResolvers<void>();
  using live = new LiveLines(process.stderr);
  let opened: DeviceLab | null = null;
  let chosen: Endpoint | null = null;
  const draw = () => {
    if (opened) live.show(deviceTable({ hosts: opened.hosts, chosen, ...live.size }, style));
  };
  const onEvent = (event: DeviceEvent) => {
    if (event.kind === 'hosts') {
      if (untilDone && opened?.isDone) ended.resolve();
      draw();
    } else if (jsonLines) console.line(JSON.stringify(jsonOf(event)));
    else if (!live.isShown) console.note(lineOf(event));
    else if (event.kind === 'check') live.above(lineOf(event));
  };
  const onKey = (key: Key) => {
    if (key.kind === 'end') ended.resolve();
    else if (key.kind === 'move') opened?.move(chosen, key.move);
    else chosen = chosenAfter(chosen, key.step, opened?.hosts ?? []);
    draw();
  };
  using interrupted = interruption();
  interrupted.signal.addEventListener('abort', () => ended.resolve(), { once: true });
  await using device = await lab.openDeviceLab({ ...options, onEvent });
  opened = device;
  await using _changes = await onOpen(device);
  using _keys = readKeys(onKey);
  draw();
  const timer = seconds === undefined ? null : setTimeout(() => ended.resolve(), seconds * 1000);
  await ended.promise;
  if (timer) clearTimeout(timer);
  return device.report();
}
