import type { Connection, HostStatus, Scenario } from '@livepin/lab';
import { describe, expect, test } from 'vitest';
import { chosenAfter, keysOf } from '../../src/lab/device-keys.ts';
import { deviceTable } from '../../src/lab/device-table.ts';
import { LiveLines } from '../../src/lab/live-lines.ts';
import type { Style } from '../../src/style.ts';

const plain: Style = {
  good: (text) => text,
  bad: (text) => text,
  warning: (text) => text,
  strong: (text) => text,
  faint: (text) => text,
};

function host(name: string, more: Partial<HostStatus> = {}): HostStatus {
  const scenario = { id: 'user-ca', title: 'User CA' } as Scenario;
  return {
    endpoint: { host: name, port: 443 },
    next: { scenario, pass: 'attacked', attempt: 1, connections: 1 },
    state: 'attacked',
    isGoingOn: false,
    open: 0,
    held: 1,
    read: 0,
    done: 1,
    planned: 60,
    genuineFailures: 0,
    last: { endedAt: 1_000, end: { says: 'unknown CA (alert 48)' } } as Connection,
    ...more,
  };
}

const view = { chosen: null, columns: 100, rows: 24 };

describe('the table of a device', () => {
  test('says for each host what goes on, what came of it, and how it ended last', () => {
    const hosts = [
      host('api.example.com', { isGoingOn: true }),
      host('cdn.example.com', { state: 'waits for a genuine connection', genuineFailures: 2 }),
      host('2001:db8::1', { endpoint: { host: '2001:db8::1', port: 8443 }, state: 'paused' }),
      host('done.example.com', { state: 'done', next: null, done: 60 }),
    ];
    expect(deviceTable({ ...view, hosts }, plain)).toEqual([
      '   host                now                     held  read  tries  the last connection',
      '▸  all hosts',
      '   api.example.com     User CA, try 2          1     0     1/60   unknown CA (alert 48)',
      '   cdn.example.com     let through; 2 failed   1     0     1/60   unknown CA (alert 48)',
      '   [2001:db8::1]:8443  let through; n goes on  1     0     1/60   unknown CA (alert 48)',
      '   done.example.com    done                    1     0     60/60  unknown CA (alert 48)',
      'n next  p previous  g let through  r again  ↑ ↓ choose a host  q report and end',
    ]);
  });

  test('fits any terminal', () => {
    const hosts = Array.from({ length: 200 }, (_, index) => host(`host-${index}.a-rather-long-name.example.com`));
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
      [20, 3],
      [250, 60],
    ] as const) {
      const lines = deviceTable({ hosts, chosen: null, columns, rows }, plain);
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      expect(lines.length).toBeLessThanOrEqual(Math.max(rows, 7));
    }
  });

  test('shows the hosts that were there last where there is no room for all', () => {
    const hosts = Array.from({ length: 50 }, (_, index) =>
      host(`h${index}.example`, { last: { endedAt: index, end: { says: '' } } as Connection }),
    );
    const lines = deviceTable({ ...view, hosts, rows: 10 }, plain);
    expect(lines.filter((line) => line.includes('.example')).map((line) => line.trim().split(' ')[0])).toEqual([
      'h45.example',
      'h46.example',
      'h47.example',
      'h48.example',
      'h49.example',
    ]);
    expect(lines.at(-2)).toContain('45 more');
  });

  test('has a mark at the host that was chosen', () => {
    const hosts = [host('one.example'), host('two.example')];
    const lines = deviceTable({ ...view, hosts, chosen: hosts[1]!.endpoint }, plain);
    expect(lines.filter((line) => line.startsWith('▸'))).toEqual([expect.stringContaining('two.example')]);
  });
});

describe('keys', () => {
  test('are read as a terminal sends them, several at once too', () => {
    expect(keysOf('npgr')).toEqual(['next', 'previous', 'genuine', 'restart'].map((move) => ({ kind: 'move', move })));
    expect(keysOf('\u001b[A\u001b[Bn')).toEqual([
      { kind: 'choose', step: -1 },
      { kind: 'choose', step: 1 },
      { kind: 'move', move: 'next' },
    ]);
    expect(keysOf('q')).toEqual([{ kind: 'end' }]);
    expect(keysOf('\u0003')).toEqual([{ kind: 'end' }]);
  });

  test.each(['x', '', '\u001b', '\u001b[C', '\u001b[999', '\u001b]0;title\u0007', 'é'])(
    '%j asks for nothing',
    (text) => {
      expect(keysOf(text).filter(({ kind }) => kind === 'end')).toEqual([]);
    },
  );

  test('choose hosts in a ring, with all of them before the first', () => {
    const hosts = [host('one.example'), host('two.example')];
    const [one, two] = hosts.map(({ endpoint }) => endpoint);
    expect(chosenAfter(null, 1, hosts)).toBe(one);
    expect(chosenAfter(one!, 1, hosts)).toBe(two);
    expect(chosenAfter(two!, 1, hosts)).toBeNull();
    expect(chosenAfter(null, -1, hosts)).toBe(two);
    expect(chosenAfter(null, 1, [])).toBeNull();
  });
});

describe('lines that change', () => {
  function terminal() {
    const written: string[] = [];
    return { written, isTTY: true, columns: 80, rows: 24, write: (text: string) => written.push(text) };
  }

  test('take the place of those before, however many there were', () => {
    const screen = terminal();
    const live = new LiveLines(screen);
    live.show(['one', 'two']);
    live.show(['three']);
    expect(screen.written).toEqual(['one\ntwo\n', '\u001b[2A\r\u001b[Jthree\n']);
  });

  test('are not written again where they are the same', () => {
    const screen = terminal();
    const live = new LiveLines(screen);
    live.show(['one']);
    live.show(['one']);
    expect(screen.written).toHaveLength(1);
  });

  test('leave a line above them that stays', () => {
    const screen = terminal();
    const live = new LiveLines(screen);
    live.show(['one']);
    live.above('said');
    expect(screen.written.at(-1)).toBe('\u001b[1A\r\u001b[Jsaid\none\n');
  });

  test('do nothing to the terminal, whatever an app or a server says', () => {
    const screen = terminal();
    new LiveLines(screen).show(['\u001b[2J\u001b]0;owned\u0007\rline']);
    expect(screen.written.join('')).not.toMatch(/[\u001b\u0007\r]/);
  });
});
