import type { Report } from '../report/report.ts';
import { reportOf } from '../run/report-of.ts';
import type { RunRecord } from '../run/run-record.ts';
import { writeCells } from '../run/write-cells.ts';
import { judgeApp, type ScenarioAtHand } from '../verdict/judge-app.ts';
import type { DeviceLabOptions } from './device-options.ts';
import { type Store, trustOnDevice } from './device-trust.ts';

/** What a device lab has seen. */
export interface DeviceFacts {
  readonly build: Report['subject']['build'];
  readonly records: readonly RunRecord[];
  readonly scenarios: readonly ScenarioAtHand[];
  readonly tries: number;
  /** Whether a check page was opened without a warning. */
  readonly wasChecked: boolean;
  /** Whether hosts were left that had not been through everything. */
  readonly isPartial: boolean;
  /** Tries after which the app was not seen to be well. */
  readonly uncounted: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @throws what the file system throws, where captures are written */
export async function deviceReport(options: DeviceLabOptions, facts: DeviceFacts): Promise<Report> {
  const { mode, store = 'user', channels = [], disclosure = 'redacted', reportFolder } = options;
  const { build, records, scenarios, tries, isPartial, now } = facts;
  // To the place of a server only those come that were led there: what one of them accepts is said of the same app.
  const trust = mode === 'device' ? { trust: trustOnDevice(store, facts.wasChecked) } : { remedy: trustRoot };
  const verdict = judgeApp({ scenarios, records, channels, ...trust });
  const evidence = reportFolder === undefined ? null : await writeCells(reportFolder, verdict, options, disclosure);
  return reportOf(verdict, records, {
    subject: { name: options.subject.name, build },
    madeAt: Math.floor(now / 1000),
    livepin: options.livepin ?? 'unknown',
    mode,
    tries,
    isPartial,
    scenarios,
    expected: options.expected ?? [],
    canaries: options.canaries ?? [],
    disclosure,
    evidenceOf: (cell) => evidence?.get(cell) ?? [],
    warnings: warningsOf(mode, store, facts),
  });
}

const trustRoot = "Have the device or the build under test trust the lab's root, which --write-ca writes.";

const stores: Readonly<Record<Store, string>> = {
  user: "in the user's store",
  system: "in the system's store",
};

function warningsOf(mode: Report['mode'], store: Store, { uncounted }: DeviceFacts): string[] {
  const assumed = `It was taken as said that the lab's CA is ${stores[store]} of the device: what apps make of it hangs on that.`;
  const left = `${uncounted} ${uncounted === 1 ? 'try is' : 'tries are'} not counted: no genuine connection worked after, and an app that is broken or closed refuses everything.`;
  return [...(mode === 'device' ? [assumed] : []), ...(uncounted > 0 ? [left] : [])];
}
