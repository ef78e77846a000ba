import type { Endpoint, HostStatus } from '@livepin/lab';
import type { Style } from '../style.ts';
import { keyHelp } from './device-keys.ts';

export interface TableView {
  readonly hosts: readonly HostStatus[];
  /** Null: all. */
  readonly chosen: Endpoint | null;
  /** Of the terminal, in characters. */
  readonly columns: number;
  readonly rows: number;
}

/** Where the hosts of a device stand, as lines that fit the terminal. */
export function deviceTable({ hosts, chosen, columns, rows }: TableView, style: Style): string[] {
  const room = Math.max(rows - 4, 3);
  const shown = hosts.length <= room ? hosts : latest(hosts, room - 1);
  const cells = [
    ['', 'host', 'now', 'held', 'read', 'tries', 'the last connection'],
    [chosen === null ? '▸' : '', 'all hosts', '', '', '', '', ''],
    ...shown.map((host) => [isSame(host.endpoint, chosen) ? '▸' : '', ...cellsOf(host)]),
  ];
  const widths = cells[0]!.map((_, index) => Math.max(...cells.map((row) => row[index]!.length)));
  const lines = cells.map((row) => cut(row.map((cell, index) => cell.padEnd(widths[index]!)).join('  '), columns));
  const [head, all, ...more] = lines;
  return [
    style.faint(head!),
    all!,
    ...more.map((line, index) => painted(line, shown[index]!, style)),
    ...(hosts.length > shown.length
      ? [style.faint(cut(`… and ${hosts.length - shown.length} more hosts`, columns))]
      : []),
    style.faint(cut(hosts.length === 0 ? 'Nothing has come yet.' : keyHelp, columns)),
  ];
}

/** In the order in which they were first seen. */
function latest(hosts: readonly HostStatus[], count: number): HostStatus[] {
  const newest = hosts.toSorted((one, other) => (other.last?.endedAt ?? 0) - (one.last?.endedAt ?? 0)).slice(0, count);
  return hosts.filter((host) => newest.includes(host));
}

function cellsOf(host: HostStatus): string[] {
  const { endpoint, held, read, done, planned, last } = host;
  return [
    hostOf(endpoint),
    nowOf(host),
    String(held),
    String(read),
    `${Math.min(done, planned)}/${planned}`,
    last === null ? '' : last.end.says,
  ];
}

/** What the next connection gets, or what goes on. */
export function nowOf({ state, next, isGoingOn, genuineFailures }: HostStatus): string {
  switch (state) {
    case 'done':
      return 'done';
    case 'paused':
      return 'let through; n goes on';
    case 'waits for a genuine connection':
      return genuineFailures > 0 ? `let through; ${genuineFailures} failed` : 'let through once';
    case 'attacked':
      return next === null ? 'done' : `${isGoingOn ? '' : 'next: '}${next.scenario.title}, try ${next.attempt + 1}`;
  }
}

export function hostOf({ host, port }: Endpoint): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 443 ? name : `${name}:${port}`;
}

function painted(line: string, { state, read, held }: HostStatus, style: Style): string {
  if (read > 0) return style.bad(line);
  if (state === 'done') return held > 0 ? style.good(line) : style.warning(line);
  return line;
}

function cut(line: string, columns: number): string {
  const whole = line.trimEnd();
  return whole.length <= columns ? whole : `${whole.slice(0, Math.max(columns - 1, 1))}…`;
}

function isSame(one: Endpoint, other: Endpoint | null): boolean {
  return other !== null && one.host === other.host && one.port === other.port;
}
