import { expect, test } from 'vitest';
import { adviceIn } from '../../src/report/advice.ts';
import { htmlOf } from '../../src/report/html.ts';
import { junitOf } from '../../src/report/junit.ts';
import type { Report } from '../../src/report/report.ts';
import { plainStyle } from '../../src/report/terminal/style.ts';
import { formatTerminal } from '../../src/report/terminal.ts';
import { mixedReport, pinnedReport, reportOf } from './sample.ts';

const failed = { run: 0, ok: false, because: 'The app made no connection that came by the lab.' };
const nothingCame = (mode: Report['mode']) =>
  reportOf([], { mode, controls: [failed, { ...failed, run: 1 }], scenarios: [], warnings: [], timeline: [] });

test('of a run that proves what it was to prove there is none', () => {
  expect(adviceIn(pinnedReport())).toEqual([]);
});

test('where nothing came by the lab, it says how the app is brought there, in each way', () => {
  const [proxy, transparent, device, upstream] = (['proxy', 'transparent', 'device', 'upstream'] as const).map((mode) =>
    adviceIn(nothingCame(mode)).join(' '),
  );
  expect(proxy).toMatch(/LIVEPIN_LAB_PROXY.+LIVEPIN_LAB_CA.+--transparent/);
  expect(transparent).toContain('goes past the lab');
  expect(device).toContain('http://livepin.lab/');
  expect(upstream).toContain("server's name");
});

test('where nothing is proven, it says what to do first', () => {
  expect(adviceIn(mixedReport()).join(' ')).toMatch(
    /Have the app work with its genuine servers first.+Run it again, with more --tries.+never seen/,
  );
});

test('a run that was ended early is to be run to its end', () => {
  expect(adviceIn(reportOf([], { isPartial: true })).join(' ')).toContain('to its end');
});

test('a lab for devices that was ended before anything came says how they come', () => {
  expect(adviceIn({ ...nothingCame('device'), isPartial: true }).join(' ')).toMatch(/^Find out whether the device/);
});

test('every form has it, and what went wrong once', () => {
  const report = nothingCame('proxy');
  const text = formatTerminal(report, plainStyle).join('\n');
  expect(text).toMatch(/to do {5}See that the command works by itself, and find/);
  expect(text.match(/! control/g)).toHaveLength(1);
  expect(text).toContain('nothing attacked');
  expect(htmlOf(report)).toContain('<li><p>See that the command works by itself');
  expect(junitOf(report)).toContain('find out whether the app heeds a proxy');
});
