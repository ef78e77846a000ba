import type { Connection, Segment } from '../../src/connection.ts';
import type { RunPlan, RunRecord } from '../../src/run/run-record.ts';
import type { Pass, Scenario } from '../../src/scenario.ts';

// Connections, runs and scenarios with the members that verdicts go by, and plain values for all else.

export const host = 'api.example.com';
/** JA4 of two stacks: Chromium and Go, in their forms. */
export const oneStack = 't13d1516h2_8daaf6152771_e5627efa2ab1';
export const otherStack = 't13d1312h2_f57a46bbacb6_ef7df7f74e48';

const closedByApp = { during: 'established', by: 'app', alert: null, says: 'closed without a word' } as const;

type ConnectionSketch = Omit<Partial<Connection>, 'hello' | 'requests'> & { ja4?: string | null; asksFor?: string[] };

let ids = 0;

export function connection({ ja4 = oneStack, asksFor = [], ...more }: ConnectionSketch = {}): Connection {
  const hello = {
    serverName: host,
    protocols: ['h2', 'http/1.1'],
    versions: [0x0304, 0x0303],
    offersSession: false,
    offersEarlyData: false,
  };
  return {
    id: ++ids,
    startedAt: ids * 10,
    endedAt: ids * 10 + 5,
    via: 'connect',
    transport: 'tls',
    host,
    port: 443,
    hello: ja4 === null ? null : { ...hello, ja4 },
    treatment: 'terminate',
    isAttack: false,
    shown: [],
    reach: 'nothing',
    isResumed: false,
    usedEarlyData: false,
    bytesFromApp: 0,
    bytesToApp: 0,
    requests: asksFor.map((name) => ({
      at: ids * 10,
      protocol: 'h2',
      method: 'GET',
      host: name,
      target: '/',
      headers: [],
      body: new Uint8Array(),
      bodyBytes: 0,
      status: 200,
    })),
    end: closedByApp,
    wire: { segments: [], isCut: false, keyLog: [] },
    ...more,
  };
}

/** Something was shown to the app. */
const answered = {
  segments: [{ at: 2, from: 'lab', bytes: Buffer.of(0x16, 3, 3, 0, 0) }],
  isCut: false,
  keyLog: [],
} as const;

export const refusal = (alert: number | null = 48, more: ConnectionSketch = {}): Connection =>
  connection({
    isAttack: true,
    wire: answered,
    end: { during: 'handshake', by: 'app', alert, says: alert === 48 ? 'unknown CA (alert 48)' : `alert ${alert}` },
    ...more,
  });

export const readable = (more: ConnectionSketch = {}): Connection =>
  connection({ isAttack: true, reach: 'body', ...more });

/** A handshake that came to its end, and nothing after it: a spare connection, or a pin that is asked for late. */
export const silent = (more: ConnectionSketch = {}): Connection =>
  connection({ isAttack: true, reach: 'handshake', wire: answered, ...more });

/** Let through, and used as in TLS 1.3. */
export const used = (more: ConnectionSketch = {}): Connection => genuine([53, 200], more);
/** Let through, and ended by the app's alert after the handshake. */
export const unused = (more: ConnectionSketch = {}): Connection => genuine([53, 19], more);

function genuine(recordsOfApp: readonly number[], more: ConnectionSketch): Connection {
  return connection({ treatment: 'relay', wire: { segments: tls13(recordsOfApp), isCut: false, keyLog: [] }, ...more });
}

const record = (type: number, body: Uint8Array) =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 0xff]), body]);
const versions = Buffer.from('002b00020304', 'hex');

/** @param lengths of the app's records of application data */
export function tls13(lengths: readonly number[]): Segment[] {
  return [
    { at: 1, from: 'app', bytes: record(0x16, Buffer.alloc(300, 1)) },
    { at: 2, from: 'lab', bytes: Buffer.concat([record(0x16, Buffer.concat([Buffer.alloc(80), versions]))]) },
    { at: 2, from: 'lab', bytes: record(0x17, Buffer.alloc(900)) },
    ...lengths.map((length, index) => ({
      at: 3 + index,
      from: 'app' as const,
      bytes: record(0x17, Buffer.alloc(length)),
    })),
  ];
}

export function tls12(lengths: readonly number[], alerts = 0): Segment[] {
  return [
    { at: 1, from: 'app', bytes: record(0x16, Buffer.alloc(300, 1)) },
    { at: 2, from: 'lab', bytes: record(0x16, Buffer.alloc(900)) },
    ...lengths.map((length, index) => ({
      at: 3 + index,
      from: 'app' as const,
      bytes: record(0x17, Buffer.alloc(length)),
    })),
    ...Array.from({ length: alerts }, () => ({
      at: 9,
      from: 'app' as const,
      bytes: record(0x15, Buffer.from([2, 48])),
    })),
  ];
}

export function scenario(id: string, more: Partial<Scenario> = {}): Scenario {
  return {
    id,
    title: id,
    group: 'certificates',
    attack: 'Attacks.',
    must: 'Refuses.',
    why: 'Because.',
    repair: 'Mend it.',
    standards: [],
    needs: [],
    gaveNoOpening: null,
    deviceTrusts: [],
    isDecisive: false,
    passes: ['attacked'],
    treat: () => ({ treatment: { kind: 'relay' }, isAttack: false }),
    ...more,
  };
}

export const userCa = scenario('user-ca', { isDecisive: true, deviceTrusts: ['user-ca'], needs: ['trusted-ca'] });
export const untrustedCa = scenario('untrusted-ca');

let runs = 0;

export function run(plan: RunPlan, connections: readonly Connection[], failure: string | null = null): RunRecord {
  return {
    run: runs++,
    plan,
    startedAt: runs * 1000,
    endedAt: runs * 1000 + 500,
    exercise: { failure, said: '' },
    connections,
  };
}

export const first: RunPlan = { purpose: 'control', place: 'first', targets: null };
export const last: RunPlan = { purpose: 'control', place: 'last', targets: null };
export const starved: RunPlan = { purpose: 'store-control' };

export function attackOf(of: Scenario, attempt = 0, pass: Pass = 'attacked'): RunPlan {
  return { purpose: 'attack', scenario: of, pass, attempt, targets: null };
}
