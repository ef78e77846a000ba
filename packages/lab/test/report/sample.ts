import type {
  Cell,
  CellVerdict,
  HostVerdict,
  Leak,
  Report,
  ReportedConnection,
  ReportedHost,
  ReportedRequest,
  ReportedScenario,
  ReportedTry,
  TryOutcome,
} from '../../src/report/report.ts';

// Reports as the lab makes them, by hand: values, so that what is written of them can be compared.

const startedAt = Date.UTC(2026, 10, 26, 3, 0, 0);

const rows: readonly (readonly [id: string, title: string, group: string, standards: readonly string[]])[] = [
  ['user-ca', 'User CA', 'certificates', ['MASVS-NETWORK-2', 'MASTG-TEST-0244']],
  ['public-ca', 'Mis-issued certificate', 'certificates', ['MASVS-NETWORK-2', 'MASTG-TEST-0242']],
  ['untrusted-ca', 'Untrusted CA', 'certificates', ['MASVS-NETWORK-1', 'CWE-295']],
  ['self-signed', 'Self-signed', 'certificates', ['MASVS-NETWORK-1']],
  ['wrong-name', 'Wrong name', 'certificates', ['MASVS-NETWORK-1', 'CWE-297']],
  ['expired', 'Expired certificate', 'certificates', ['MASVS-NETWORK-1']],
  ['plain-http', 'Plain HTTP', 'downgrades', ['MASVS-NETWORK-1', 'CWE-319']],
  ['redirect-to-http', 'Redirect to HTTP', 'downgrades', ['MASVS-NETWORK-1']],
  ['session-resumption', 'Session resumption', 'sessions', ['MASVS-NETWORK-2']],
  ['channel-blocked', 'Pin updates blocked', 'pin updates', ['MASVS-NETWORK-2']],
  ['coalescing', 'Connection reuse', 'other ways out', ['MASVS-NETWORK-2']],
  ['http3', 'HTTP/3', 'other ways out', ['MASVS-NETWORK-2']],
];

export const scenarios: readonly ReportedScenario[] = rows.map(([id, title, group, standards]) => ({
  id,
  title,
  group,
  attack: `The attacker does what ${title} is named for, between the app and its server.`,
  must: 'Refuse the connection before a byte of a request is sent.',
  why: 'Whoever owns the network, or has a CA on the device, reads and changes all that is sent.',
  repair: `Pin the host in every stack of the app, so that ${title} is refused.`,
  standards,
  isDecisive: id === 'user-ca' || id === 'public-ca',
}));

const token: Leak = {
  kind: 'canary',
  name: 'session-token',
  where: 'header',
  member: 'authorization',
  encoding: 'as it is',
  sample: 'eyJh…x9Qw',
};
const mail: Leak = {
  kind: 'pattern',
  name: 'e-mail address',
  where: 'body',
  member: 'user',
  encoding: 'URL-encoded',
  sample: 'an…om',
};

export function requestTo(host: string, leaks: readonly Leak[]): ReportedRequest {
  return {
    at: startedAt + 4100,
    protocol: 'h2',
    line: `POST https://${host}/v1/login?device=…(36)`,
    headers: [
      ['authorization', 'Bearer …(182)'],
      ['user-agent', 'Bank/4.2 (Android 15)'],
    ],
    body: '{"user":"…(14)","password":"…(12)"}',
    bodyBytes: 58,
    status: 200,
    leaks,
  };
}

export function connectionOf(at: number, over: Partial<ReportedConnection> = {}): ReportedConnection {
  return {
    id: at,
    at: startedAt + at,
    milliseconds: 38,
    transport: 'tls',
    ja4: 't13d1516h2_8daaf6152771_b0da82dd1658',
    isAttack: true,
    treatment: 'terminate',
    shown: [
      { subject: 'CN=api.bank.example', pin: 'BJ3a0mFSR1u4cBKhV4t4FeD0wHvz8sNXJSCTtFhkhjE=' },
      { subject: 'CN=Acme Device CA', pin: 'r2mIkG3eEpVdm+u/ko/cwxzOMo1bk4TyHIlByibiA5E=' },
    ],
    reach: 'nothing',
    isResumed: false,
    usedEarlyData: false,
    bytesFromApp: 0,
    end: 'certificate unknown (alert 46), from the app, in the handshake',
    requests: [],
    ...over,
  };
}

function tryOf(run: number, outcome: TryOutcome, host: string, at: number, leaks: readonly Leak[]): ReportedTry {
  const isRead = outcome === 'read';
  const connections =
    outcome === 'not-seen'
      ? []
      : [
          connectionOf(
            at,
            isRead
              ? {
                  reach: 'body',
                  bytesFromApp: 412,
                  end: 'closed by the app after the answer',
                  requests: [requestTo(host, leaks)],
                }
              : outcome === 'broken'
                ? { treatment: 'close', isAttack: true, end: 'reset by the lab before a byte' }
                : {},
          ),
        ];
  return {
    run,
    outcome,
    reach: isRead ? 'body' : 'nothing',
    connections,
    said: isRead ? 'signed in\n3 accounts' : 'error: certificate pinning failure\n  at connect (net.kt:88)',
  };
}

interface Sketch {
  readonly verdict: CellVerdict;
  readonly outcomes?: readonly TryOutcome[];
  readonly leaks?: readonly Leak[];
  readonly because?: string;
}

const outcomesOf: Readonly<Record<CellVerdict, readonly TryOutcome[]>> = {
  held: ['held', 'held', 'held'],
  read: ['read', 'read', 'read'],
  broken: ['broken', 'broken', 'broken'],
  flaky: ['held', 'broken', 'held'],
  'not-seen': ['not-seen', 'not-seen', 'not-seen'],
  'not-run': [],
  inconclusive: ['held', 'held', 'held'],
};
const becauseOf: Readonly<Record<CellVerdict, string>> = {
  held: 'The app ended each of 3 handshakes with an alert.',
  read: 'A request with its body was read in each of 3 tries.',
  broken: 'The app did not reach its server, which was genuine, in any of 3 tries.',
  flaky: 'It held in 2 of 3 tries, and the app broke in one.',
  'not-seen': 'The app made no connection to this host in any of 3 tries.',
  'not-run': 'The app gets its pins from no channel that the lab was told of.',
  inconclusive: 'The control connections failed.',
};

let serial = 0;
function cellOf(index: number, host: string, { verdict, outcomes, leaks = [], because }: Sketch): Cell {
  const { id, repair } = scenarios[index % scenarios.length]!;
  const tries = (outcomes ?? outcomesOf[verdict]).map((outcome, attempt) => {
    // All hosts are attacked at once, in one run for each scenario and try.
    const run = 2 + index * 3 + attempt;
    serial += 1;
    return tryOf(run, outcome, host, 900 + run * 700 + ((serial * 83) % 500), leaks);
  });
  const isRead = verdict === 'read';
  return {
    scenario: id,
    verdict,
    because: because ?? becauseOf[verdict],
    reach: isRead ? 'body' : 'nothing',
    tries,
    leaks,
    repair: isRead || verdict === 'broken' ? repair : null,
    evidence: isRead ? [{ path: `evidence/${host}/${id}.pcapng`, sha256: 'ab'.repeat(32), bytes: 18_204 }] : [],
  };
}

function hostOf(
  host: string,
  verdict: HostVerdict,
  because: string,
  cells: Readonly<Record<number, Sketch>>,
  rest: CellVerdict = 'held',
): ReportedHost {
  return {
    host,
    port: 443,
    verdict,
    because,
    stacks: [{ ja4: 't13d1516h2_8daaf6152771_b0da82dd1658', held: 30, read: 0 }],
    cells: scenarios.map((_, index) =>
      cellOf(index, host, cells[index] ?? { verdict: index === 9 && rest === 'held' ? 'not-run' : rest }),
    ),
  };
}

/** One host of each kind. */
export function mixedReport(): Report {
  serial = 0;
  const hosts = [
    hostOf('api.bank.example', 'pinned', 'It held against every attack, also under a CA that it trusts.', {}),
    {
      ...hostOf('events.metrics.example', 'not-pinned', 'It gave a request to a certificate of the user CA.', {
        0: { verdict: 'read', leaks: [token, mail] },
        1: {
          verdict: 'read',
          outcomes: ['held', 'read', 'held'],
          leaks: [token],
          because: 'A request with its body was read in 1 of 3 tries.',
        },
      }),
      stacks: [
        { ja4: 't13d1516h2_8daaf6152771_b0da82dd1658', held: 26, read: 0 },
        { ja4: 't13d0910h1_f91f431d341e_78e6aca7449b', held: 6, read: 4 },
      ],
    },
    hostOf('cdn.bank.example', 'pinned-but-leaking', 'It follows a redirect to plain HTTP, with its token.', {
      7: { verdict: 'read', leaks: [token] },
      11: { verdict: 'not-seen' },
    }),
    {
      ...hostOf('config.bank.example', 'pinned-but-fragile', 'It does not work without its pin-update channel.', {
        9: { verdict: 'broken' },
        5: { verdict: 'flaky' },
      }),
      port: 8443,
    },
    hostOf('chat.bank.example', 'unproven', 'It refused the untrusted CA and the trusted one alike.', {}),
    hostOf('maps.vendor.example', 'inconclusive', 'The last control connection failed.', {}, 'inconclusive'),
    hostOf('push.bank.example', 'not-seen', 'It connected in the first control run, and never again.', {}, 'not-seen'),
  ];
  return reportOf(hosts);
}

export function reportOf(hosts: readonly ReportedHost[], over: Partial<Report> = {}): Report {
  return {
    format: 'livepin-lab-report',
    version: 1,
    madeAt: startedAt / 1000 + 29,
    livepin: '0.1.0',
    subject: { name: './gradlew connectedTest', build: [{ path: 'app/release/app.apk', sha256: 'cd'.repeat(32) }] },
    mode: 'transparent',
    trust: { isShown: true, because: 'events.metrics.example accepted a certificate of the user CA.' },
    tries: 3,
    seconds: 28.4,
    isPartial: false,
    scenarios,
    hosts,
    coverage: {
      sources: ['app/src/main/res/xml/network_security_config.xml'],
      neverSeen: ['payments.bank.example'],
      unlisted: ['events.metrics.example', 'maps.vendor.example'],
    },
    controls: [
      { run: 0, ok: true, because: 'The app reached 7 hosts.' },
      { run: 38, ok: false, because: 'maps.vendor.example did not answer.' },
    ],
    timeline: timelineOf(hosts),
    disclosure: 'redacted',
    warnings: ['1 connection came without a server name, and was judged by its address.'],
    ...over,
  };
}

/** A host that is not pinned, and was read in a scenario that has another cause where hosts are pinned. */
export function withConsequence(): Report {
  serial = 0;
  const read: Sketch = { verdict: 'read', leaks: [token] };
  const host = 'api.bank.example';
  return reportOf([
    hostOf(host, 'not-pinned', 'It gave a request to a certificate of the user CA.', { 0: read, 4: read }),
  ]);
}

export function pinnedReport(): Report {
  serial = 0;
  const hosts = [
    hostOf('api.bank.example', 'pinned', 'It held against every attack, also under a CA that it trusts.', {}),
  ];
  return reportOf(hosts, {
    coverage: { sources: [], neverSeen: [], unlisted: [] },
    controls: [
      { run: 0, ok: true, because: 'The app reached 1 host.' },
      { run: 38, ok: true, because: 'The app reached 1 host.' },
    ],
    warnings: [],
  });
}

function timelineOf(hosts: readonly ReportedHost[]): Report['timeline'] {
  const control = hosts.map(({ host }, index) => ({
    at: startedAt + 200 + index * 40,
    run: 0,
    scenario: null,
    host,
    reach: 'nothing' as const,
    isAttack: false,
  }));
  const attacks = hosts.flatMap(({ host, cells }) =>
    cells.flatMap(({ scenario, tries }) =>
      tries.flatMap(({ run, connections }) =>
        connections.map(({ at, reach, isAttack }) => ({ at, run, scenario, host, reach, isAttack })),
      ),
    ),
  );
  const last = hosts.map(({ host }, index) => ({
    at: startedAt + 28_000 + index * 40,
    run: 38,
    scenario: null,
    host,
    reach: 'nothing' as const,
    isAttack: false,
  }));
  return [...control, ...attacks, ...last].toSorted((one, other) => one.at - other.at);
}

/** As large as any lab: each scenario on each host, three tries, with several connections and requests in what was read. */
export function largeReport(hostCount: number, scenarioCount: number, verdict: CellVerdict | null): Report {
  const many = Array.from({ length: scenarioCount }, (_, index) => ({
    ...scenarios[index % scenarios.length]!,
    id: `scenario-${index}`,
    title: `Scenario number ${index}`,
    group: ['certificates', 'downgrades', 'sessions', 'pin updates', 'other ways out'][Math.floor(index / 5) % 5]!,
  }));
  const verdicts: readonly CellVerdict[] = ['held', 'held', 'held', 'read', 'held', 'not-run', 'held', 'not-seen'];
  const hosts = Array.from({ length: hostCount }, (_, number): ReportedHost => {
    const host = `service-${number}.eu-west-1.apps.bank.example`;
    const cells = many.map(({ id }, index): Cell => {
      const chosen = verdict ?? verdicts[(number * 3 + index * index) % verdicts.length]!;
      const cell = cellOf(index, host, { verdict: chosen, leaks: chosen === 'read' ? [token, mail] : [] });
      const tries = cell.tries.map((one) => ({
        ...one,
        connections: one.connections.flatMap((connection) => [connection, { ...connection, id: connection.id + 1 }]),
      }));
      return { ...cell, scenario: id, tries };
    });
    const isRead = cells.some((cell) => cell.verdict === 'read');
    return {
      ...hostOf(host, isRead ? 'not-pinned' : 'pinned', isRead ? 'A request was read.' : 'It held.', {}),
      cells,
    };
  });
  return reportOf(hosts, { scenarios: many });
}
