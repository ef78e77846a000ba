import type { Report } from './report.ts';
import { isFlaky } from './summary.ts';

const whenNothingCame: Readonly<Record<Report['mode'], string>> = {
  proxy:
    'See that the command works by itself, and find out whether the app heeds a proxy. It is named in HTTPS_PROXY and LIVEPIN_LAB_PROXY, the CAs to trust in LIVEPIN_LAB_CA; --transparent redirects an app that heeds none (Linux). Many programs pass the proxy by for localhost and 127.0.0.1: call the server by another name, and say where it is with --resolve.',
  transparent:
    'See that the command works by itself, and find out who makes its connections. What it leaves to a program that runs already, such as a browser or Docker, goes past the lab: have the command start that too.',
  device:
    'Find out whether the device uses the lab as its proxy: open http://livepin.lab/ on it. Many apps heed none: livepin lab upstream leads them to the lab.',
  upstream: "Find out whether the app was led here: the server's name has to lead to the lab where the app runs.",
};

const whenControlsFailed: Readonly<Record<Report['mode'], string>> = {
  proxy:
    'Have the app work with its genuine servers first: nothing is attacked in a control run. Run the command by itself. If it works there, see what the control says here: a server that only a test network has needs --resolve HOST=ADDRESS:PORT, one of a private CA --ca FILE, and a slow command --timeout SECONDS.',
  transparent:
    'Have the app work with its genuine servers first: nothing is attacked in a control run. Run the command by itself. If it works there, see what the control says here: loopback addresses and sockets of this machine are not there in the namespace, a test server needs --resolve HOST=ADDRESS:PORT, and one of a private CA --ca FILE.',
  device:
    'Have the app work with its genuine servers first, through the lab with nothing attacked (key g): a test server needs --resolve HOST=ADDRESS:PORT, and one of a private CA --ca FILE.',
  upstream:
    'Have the app work with its genuine servers first: --resolve says where they are, since their names lead to the lab, and --ca FILE names a private CA.',
};

/** What whoever ran the lab can do so that it proves something, in whole sentences. What is wrong with the app is with its hosts. */
export function adviceIn(report: Report): readonly string[] {
  const { hosts, controls, coverage, mode, isPartial, timeline } = report;
  // A lab for devices has no end of its own: there that it was ended is no reason why nothing came.
  const isBare = timeline.length === 0 && (!isPartial || mode === 'device' || mode === 'upstream');
  const isUnsteady = controls.some(({ ok }) => ok) && controls.some(({ ok }) => !ok);
  const failed = controls.length > 0 && controls.every(({ ok }) => !ok);
  const isInconclusive = failed || hosts.some(({ verdict }) => verdict === 'inconclusive');
  const flaky = hosts.some(({ cells }) => cells.some(isFlaky));
  return [
    ...(isBare ? [whenNothingCame[mode]] : []),
    ...(!isBare && !isPartial && isInconclusive ? [whenControlsFailed[mode]] : []),
    ...(flaky || isUnsteady ? ['Run it again, with more --tries: chance was in it, and they show how often.'] : []),
    ...(isPartial && !isBare ? ['Run it again to its end; --tries 1 and a few of --scenario take less time.'] : []),
    ...(coverage.neverSeen.length > 0 && !isBare
      ? ['Have the test do what makes the app speak to the hosts that were never seen.']
      : []),
  ];
}
