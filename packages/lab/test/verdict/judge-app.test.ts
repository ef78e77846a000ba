import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connection.ts';
import type { RunPlan, RunRecord } from '../../src/run/run-record.ts';
import { type AppFacts, judgeApp } from '../../src/verdict/judge-app.ts';
import {
  attackOf,
  connection,
  first,
  last,
  otherStack,
  readable,
  refusal,
  run,
  scenario,
  silent,
  starved,
  tls13,
  untrustedCa,
  unused,
  used,
  userCa,
} from './records.ts';

const other = 'cdn.example.com';
const sparingOther: RunPlan = { purpose: 'store-control', spared: [{ host: other, port: 443 }] };
const redirect = scenario('redirect-to-http', { group: 'downgrades', gaveNoOpening: 'followed nothing' });

interface Story {
  readonly controls?: readonly [RunRecord, RunRecord];
  /** What came of the run without genuine CAs in the store; by default a refusal. Null: there was none. */
  readonly starved?: RunRecord | null;
  readonly under?: readonly (readonly [of: typeof userCa, ...connections: Connection[]])[];
  readonly facts?: Partial<AppFacts>;
}

const worked = (): [RunRecord, RunRecord] => [run(first, [used()]), run(last, [used()])];
const refusesStarved = () => run(starved, [unused()], 'exit status 60');

function judge({ controls = worked(), starved: store = refusesStarved(), under = [], facts = {} }: Story) {
  const attacks = under.map(([of, ...connections]) => run(attackOf(of), connections));
  const scenarios = [...new Set(under.map(([of]) => of))].map((one) => ({ scenario: one, notRun: null }));
  const records = [controls[0], ...(store ? [store] : []), ...attacks, controls[1]];
  return judgeApp({ scenarios, records, channels: [], ...facts });
}

const verdictOf = (story: Story) => judge(story).hosts[0]!.verdict;

describe('the verdict of a host', () => {
  test.each<{ says: string; verdict: string } & Story>([
    {
      says: 'all is refused, and it reads the store',
      under: [
        [userCa, refusal()],
        [untrustedCa, refusal()],
      ],
      verdict: 'pinned',
    },
    {
      says: 'its data is read under a trusted CA',
      under: [
        [userCa, readable()],
        [untrustedCa, refusal()],
      ],
      verdict: 'not-pinned',
    },
    {
      says: 'a second stack lets itself be read',
      under: [[userCa, refusal(), readable({ ja4: otherStack })]],
      verdict: 'not-pinned',
    },
    {
      says: 'it leaks another way',
      under: [
        [userCa, refusal()],
        [redirect, readable({ transport: 'plain' })],
      ],
      verdict: 'pinned-but-leaking',
    },
    {
      says: 'nothing that the leak could work on was there',
      under: [
        [userCa, refusal()],
        [redirect, used()],
      ],
      verdict: 'pinned',
    },
    { says: 'it is never reached when attacked', under: [[userCa], [untrustedCa]], verdict: 'not-seen' },
    {
      says: 'spare connections alone',
      under: [
        [userCa, silent()],
        [untrustedCa, refusal()],
      ],
      verdict: 'pinned',
    },
    {
      says: 'it takes a certificate of anybody',
      under: [
        [userCa, readable()],
        [untrustedCa, readable()],
      ],
      verdict: 'not-pinned',
    },
    {
      says: 'trusted CAs were not tried, and it takes one of an unknown CA',
      under: [[untrustedCa, readable()]],
      verdict: 'not-pinned',
    },
    { says: 'trusted CAs were not tried, and it refuses', under: [[untrustedCa, refusal()]], verdict: 'unproven' },
    {
      says: 'the first control failed by the account of the app',
      controls: [run(first, [used()], 'exit status 1'), run(last, [used()])],
      under: [[userCa, refusal()]],
      verdict: 'inconclusive',
    },
    {
      says: 'the last control failed',
      controls: [run(first, [used()]), run(last, [unused()], 'exit status 1')],
      under: [[userCa, refusal()]],
      verdict: 'inconclusive',
    },
    {
      says: 'a control failed, and its data was readable all the same',
      controls: [run(first, [used()]), run(last, [], 'exit status 1')],
      under: [[userCa, readable()]],
      verdict: 'not-pinned',
    },
    {
      says: 'it was refused by the app with the genuine server too, though others were not',
      controls: [run(first, [unused(), used({ host: other })]), run(last, [unused(), used({ host: other })])],
      under: [[userCa, refusal()]],
      verdict: 'inconclusive',
    },
    {
      says: 'it is spoken to without TLS',
      controls: [
        run(first, [connection({ transport: 'plain', treatment: 'plain', ja4: null, asksFor: ['api.example.com'] })]),
        run(last, []),
      ],
      verdict: 'not-pinned',
    },
  ])('$says: $verdict', ({ verdict, says: _, ...story }) => {
    expect(verdictOf(story)).toBe(verdict);
  });

  test('an app that an attack on its pin updates stops is fragile', () => {
    const blocked = scenario('channel-blocked', {
      needs: ['channel'],
      passes: ['genuine', 'attacked'],
      group: 'pin updates',
    });
    const records = [
      run(first, [used()]),
      refusesStarved(),
      run(attackOf(userCa), [refusal()]),
      run(attackOf(blocked, 0, 'genuine'), [], 'exit status 1'),
      run(attackOf(blocked), [refusal()]),
      run(last, [used()]),
    ];
    const scenarios = [userCa, blocked].map((one) => ({ scenario: one, notRun: null }));
    expect(judgeApp({ scenarios, records, channels: ['pins.example.com'] }).hosts[0]).toMatchObject({
      verdict: 'pinned-but-fragile',
      because: expect.stringContaining('not asked for any more'),
    });
  });

  test('the channel itself is not judged by what is done to it', () => {
    const blocked = scenario('channel-blocked', { needs: ['channel'], group: 'pin updates' });
    const { hosts } = judge({
      under: [
        [userCa, refusal()],
        [blocked, readable()],
      ],
      facts: { channels: ['api.example.com'] },
    });
    expect(hosts[0]!.cells.map(({ verdict }) => verdict)).toEqual(['held', 'not-run']);
    expect(hosts[0]!.verdict).toBe('pinned');
  });
});

describe('whether trust is shown', () => {
  const refusedAlike: Story['under'] = [
    [userCa, refusal(48)],
    [untrustedCa, refusal(48)],
  ];

  test.each<{ says: string; verdict: string; because: RegExp } & Story>([
    {
      says: 'an app with a trust store of its own is not proven to be pinned',
      starved: run(starved, [used()]),
      under: refusedAlike,
      verdict: 'unproven',
      because: /goes on without the genuine CAs/,
    },
    {
      says: 'without a run without the genuine CAs neither',
      starved: null,
      under: refusedAlike,
      verdict: 'unproven',
      because: /exactly as one of an unknown CA/,
    },
    {
      says: 'it is shown by another alert under the trusted CA',
      starved: null,
      under: [
        [userCa, refusal(42)],
        [untrustedCa, refusal(48)],
      ],
      verdict: 'pinned',
      because: /otherwise than one of an unknown CA/,
    },
    {
      says: 'it is shown by a pin that is asked for after the handshake',
      starved: null,
      under: [
        [userCa, silent()],
        [untrustedCa, refusal(48)],
      ],
      verdict: 'pinned',
      because: /otherwise than one of an unknown CA/,
    },
    {
      says: 'not by alerts that differ by chance',
      starved: null,
      under: [
        [userCa, refusal(48), refusal(null)],
        [untrustedCa, refusal(48)],
      ],
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'not by another host, though of the same stack: an app gives each client the CAs that it likes',
      starved: null,
      under: [
        [userCa, refusal(48), readable({ host: other })],
        [untrustedCa, refusal(48), refusal(48, { host: other })],
      ],
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'not for a second stack that goes on without the genuine CAs',
      controls: [run(first, [used(), used({ ja4: otherStack })]), run(last, [used()])],
      starved: run(starved, [unused(), used({ ja4: otherStack })], 'exit status 1'),
      under: [
        [userCa, refusal(48), refusal(48, { ja4: otherStack })],
        [untrustedCa, refusal(48), refusal(48, { ja4: otherStack })],
      ],
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'not for a host that goes on without the genuine CAs, though another of the same stack stops',
      controls: [run(first, [used(), used({ host: other })]), run(last, [used(), used({ host: other })])],
      starved: run(starved, [used(), unused({ host: other })], 'exit status 1'),
      under: refusedAlike,
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'nor though another of the same stack takes the certificate of the lab',
      starved: run(starved, [used()]),
      under: [
        [userCa, refusal(48), readable({ host: other })],
        [untrustedCa, refusal(48), refusal(48, { host: other })],
      ],
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'not where the app ended for another before it came to the host',
      controls: [run(first, [used(), used({ host: other })]), run(last, [used(), used({ host: other })])],
      starved: run(starved, [unused({ host: other })], 'exit status 1'),
      under: refusedAlike,
      verdict: 'unproven',
      because: /did not show what it does without the genuine CAs.+ Have the test go on after a request that failed/,
    },
    {
      says: 'that other was spared: what the host did then counts',
      controls: [run(first, [used(), used({ host: other })]), run(last, [used(), used({ host: other })])],
      starved: run(sparingOther, [used({ host: other }), unused()], 'exit status 1'),
      under: refusedAlike,
      verdict: 'pinned',
      because: /Without the genuine CAs/,
    },
    {
      says: 'that other was spared, and the host went on: it reads another store',
      controls: [run(first, [used(), used({ host: other })]), run(last, [used(), used({ host: other })])],
      starved: run(sparingOther, [used({ host: other }), used()]),
      under: refusedAlike,
      verdict: 'unproven',
      because: /goes on without the genuine CAs/,
    },
    {
      says: 'it was spared itself, which shows nothing of it',
      controls: [run(first, [used(), used({ host: other })]), run(last, [used(), used({ host: other })])],
      starved: run({ purpose: 'store-control', spared: [{ host: 'api.example.com', port: 443 }] }, [used()]),
      under: refusedAlike,
      verdict: 'unproven',
      because: /did not show/,
    },
    {
      says: 'that it went away without a word shows nothing where another host had been turned down just then',
      controls: [run(first, [used(), used({ host: other, ja4: otherStack })]), run(last, [used()])],
      starved: run(starved, [
        unused({ host: other, ja4: otherStack, startedAt: 10, endedAt: 20 }),
        connection({
          treatment: 'relay',
          wire: { segments: tls13([]), isCut: false, keyLog: [] },
          startedAt: 11,
          endedAt: 21,
        }),
      ]),
      under: refusedAlike,
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'a genuine server that went away while the genuine CAs were missing shows nothing',
      starved: run(starved, [
        unused({ end: { during: 'established', by: 'server', alert: null, says: 'closed by the server' } }),
      ]),
      under: refusedAlike,
      verdict: 'unproven',
      because: /may read another trust store/,
    },
    {
      says: 'what is known otherwise is taken',
      starved: null,
      under: refusedAlike,
      facts: { trust: { isShown: true, because: 'The test page was opened.' } },
      verdict: 'pinned',
      because: /test page/,
    },
  ])('$says', ({ verdict, because, says: _, ...story }) => {
    const [host] = judge(story).hosts;
    expect(host).toMatchObject({ verdict, because: expect.stringMatching(because) });
  });

  test('a leak is told of where trust is not shown', () => {
    const under = [...refusedAlike, [redirect, readable({ transport: 'plain' })]] as const;
    expect(judge({ starved: null, under }).hosts[0]).toMatchObject({
      verdict: 'pinned-but-leaking',
      because: expect.stringContaining('not shown'),
    });
  });
});

describe('whose connection it was', () => {
  test('a request that travels on the connection of another host is that of the host it names', () => {
    const controls: [RunRecord, RunRecord] = [
      run(first, [used(), used({ host: other })]),
      run(last, [used(), used({ host: other })]),
    ];
    const under: Story['under'] = [[userCa, refusal(), readable({ host: other, asksFor: ['api.example.com'] })]];
    expect(judge({ controls, under }).hosts.map(({ verdict }) => verdict)).toEqual(['not-pinned', 'not-pinned']);
  });

  test('a port that only a fall back uses is no host of its own', () => {
    const { hosts } = judge({
      under: [
        [userCa, refusal()],
        [redirect, readable({ port: 80, transport: 'plain' })],
      ],
    });
    expect(hosts.map(({ endpoint }) => endpoint)).toEqual([{ host: 'api.example.com', port: 443 }]);
    expect(hosts[0]!.verdict).toBe('pinned-but-leaking');
  });

  test('a host that is turned to only under attack is judged, and its refusals prove nothing', () => {
    const { hosts } = judge({ under: [[userCa, refusal(), refusal(48, { host: 'backup.example.com' })]] });
    expect(hosts.map(({ endpoint, verdict }) => [endpoint.host, verdict])).toEqual([
      ['api.example.com', 'pinned'],
      ['backup.example.com', 'inconclusive'],
    ]);
    const read = judge({ under: [[userCa, refusal(), readable({ host: 'backup.example.com' })]] });
    expect(read.hosts[1]!.verdict).toBe('not-pinned');
  });

  test('of a host that was let through first and attacked later in the same try, the attack counts', () => {
    const endpoint = { host: other, port: 443 };
    const second = { ...attackOf(userCa), targets: [endpoint] } as ReturnType<typeof attackOf>;
    const both = [used(), used({ host: other })];
    const records = [
      run(first, both),
      refusesStarved(),
      run(attackOf(userCa), [refusal()], 'exit status 1'),
      run(second, [used(), readable({ host: other })]),
      run(last, both),
    ];
    const { hosts } = judgeApp({ scenarios: [{ scenario: userCa, notRun: null }], records, channels: [] });
    expect(hosts.map(({ verdict, cells }) => [verdict, cells[0]!.tries.map(({ record }) => record.run)])).toEqual([
      ['pinned', [records[2]!.run]],
      ['not-pinned', [records[3]!.run]],
    ]);
  });
});

describe('a source of pins', () => {
  const pins = 'pins.example.com';
  const asked = (more: object = {}) => {
    const own = connection({ host: pins, isAttack: true, reach: 'headers', asksFor: [pins] });
    const request = { ...own.requests[0]!, target: '/v1/apps/com.example.bank/bundle?after=1.2.1767225600', ...more };
    return { ...own, requests: [request] };
  };
  const both = (): [RunRecord, RunRecord] => [
    run(first, [used(), used({ host: pins })]),
    run(last, [used(), used({ host: pins })]),
  ];
  const judged = (connections: Connection[], channels = [pins]) =>
    judge({
      controls: both(),
      under: [
        [userCa, refusal(), ...connections],
        [untrustedCa, refusal()],
      ],
      facts: { channels },
    }).hosts.find(({ endpoint }) => endpoint.host === pins)!;

  test('that the app asks for pins alone, on connections that anybody can read, is one, and gives nothing away', () => {
    const { verdict, cells } = judged([asked()]);
    expect(verdict).toBe('pin-source');
    expect(cells[0]).toMatchObject({ verdict: 'held', because: 'It asked for pins, and sent nothing of its own.' });
  });

  test.each([
    { says: 'brings a token', more: { headers: [['Authorization', 'Bearer secret']] } },
    { says: 'brings a cookie', more: { headers: [['cookie', 'session=1']] } },
    { says: 'names its user in the query', more: { target: '/bundle?after=1.2.3&user=7' } },
    { says: 'sends something along', more: { bodyBytes: 3 } },
    { says: 'asks for something else', more: { target: '/account' } },
  ])('of which an app $says is a host like any other', ({ more }) => {
    expect(judged([asked(more)]).verdict).toBe('not-pinned');
    expect(judged([asked(), asked(more)]).verdict).toBe('not-pinned');
  });

  test('that nobody knows for one is a host like any other', () => {
    expect(judged([asked()], []).verdict).toBe('not-pinned');
  });
});
