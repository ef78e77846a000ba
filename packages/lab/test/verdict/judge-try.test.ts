import { describe, expect, test } from 'vitest';
import { judgeTry, type TryFacts } from '../../src/verdict/judge-try.ts';
import { connection, otherStack, readable, refusal, silent, tls13, unused, used } from './records.ts';

const facts = (more: Partial<TryFacts>): TryFacts => ({
  pass: 'attacked',
  gaveNoOpening: null,
  connections: [],
  failure: null,
  isFailureExplained: false,
  ...more,
});

const byLab = { during: 'handshake', by: 'lab', alert: null, says: 'no common version' } as const;
const ofServer = {
  during: 'established',
  by: 'server',
  alert: null,
  says: 'the genuine server was not reached',
} as const;
const notBegun = { during: 'handshake', by: 'app', alert: null, says: 'closed without a word' } as const;
const misled = { segments: tls13([53, 300]), isCut: false, keyLog: [] };

describe('attacked', () => {
  test.each([
    {
      says: 'a refusal in the handshake holds',
      connections: [refusal()],
      outcome: 'held',
      how: /^refused: unknown CA/,
    },
    {
      says: 'one readable connection is enough',
      connections: [refusal(), readable()],
      outcome: 'read',
      how: /be read up to the body/,
    },
    {
      says: 'a second stack that lets itself be read is told of',
      connections: [refusal(), readable({ ja4: otherStack })],
      outcome: 'read',
      how: /by 1 of its 2 TLS stacks/,
    },
    {
      says: 'a spare connection beside one with data changes nothing',
      connections: [silent(), readable({ reach: 'headers' })],
      outcome: 'read',
      how: /up to the headers/,
    },
    {
      says: 'handshakes without data hold, as pins that are asked for late',
      connections: [silent()],
      outcome: 'held',
      how: /completed the handshake/,
    },
    { says: 'what was let through says nothing', connections: [used()], outcome: 'not-seen', how: /no connection/ },
    { says: 'no connection says nothing', connections: [], outcome: 'not-seen', how: /no connection/ },
    {
      says: 'a handshake that the lab could not go on with says nothing',
      connections: [refusal(null, { end: byLab })],
      outcome: 'not-seen',
      how: /no common version/,
    },
    {
      says: 'a connection on which the app never began says nothing',
      connections: [refusal(null, { ja4: null, end: notBegun })],
      outcome: 'not-seen',
      how: /no connection/,
    },
    {
      says: 'a handshake that the app gave up before it was shown anything says nothing',
      connections: [refusal(null, { wire: { segments: [], isCut: false, keyLog: [] } })],
      outcome: 'not-seen',
      how: /before anything was shown/,
    },
    {
      says: 'an app that still waits, for a greeting of a server that the lab did not reach, has refused nothing',
      connections: [silent({ end: ofServer })],
      outcome: 'not-seen',
      how: /server was not reached/,
    },
    {
      says: 'beside a refusal it is forgotten',
      connections: [refusal(), refusal(null, { end: byLab })],
      outcome: 'held',
      how: /^refused/,
    },
    {
      says: 'a genuine server that is gone does not excuse what was readable',
      connections: [readable({ end: ofServer })],
      outcome: 'read',
      how: /be read/,
    },
    {
      says: 'a fall back to plain HTTP is a reading',
      connections: [
        refusal(null, { treatment: 'close' }),
        readable({ transport: 'plain', treatment: 'plain', ja4: null, port: 80 }),
      ],
      outcome: 'read',
      how: /without TLS/,
    },
    {
      says: 'a connection that the lab closed, and nothing else, holds',
      connections: [refusal(null, { treatment: 'close', ja4: null })],
      outcome: 'held',
      how: /sent nothing/,
    },
    {
      says: 'data that goes to a server that was not asked for is in the wrong hands',
      connections: [connection({ isAttack: true, treatment: 'relay-to', wire: misled })],
      outcome: 'read',
      how: /did not ask for/,
    },
    {
      says: 'a server that was not asked for is refused',
      connections: [
        connection({ isAttack: true, treatment: 'relay-to', wire: { ...misled, segments: tls13([53, 19]) } }),
      ],
      outcome: 'held',
      how: /^refused/,
    },
  ])('$says', ({ connections, outcome, how }) => {
    const judged = judgeTry(facts({ connections }));
    expect(judged.outcome).toBe(outcome);
    expect(judged.how).toMatch(how);
  });

  test('an attack that wants an opening holds where the app gave none, if it was reached at all', () => {
    const gaveNoOpening = 'spoke no plain HTTP';
    expect(judgeTry(facts({ gaveNoOpening, connections: [used()] }))).toMatchObject({
      outcome: 'held',
      how: gaveNoOpening,
    });
    expect(judgeTry(facts({ gaveNoOpening, connections: [unused()] })).outcome).toBe('not-seen');
    expect(judgeTry(facts({ gaveNoOpening })).outcome).toBe('not-seen');
  });
});

describe('genuine', () => {
  test.each([
    { says: 'it went on', connections: [used()], failure: null, explained: false, outcome: 'held' },
    { says: 'it did not get through', connections: [unused()], failure: null, explained: false, outcome: 'broken' },
    {
      says: 'it was not asked any more, and the app failed',
      connections: [],
      failure: 'exit status 1',
      explained: false,
      outcome: 'broken',
    },
    {
      says: 'it was not asked, and the app is content',
      connections: [],
      failure: null,
      explained: false,
      outcome: 'not-seen',
    },
    {
      says: 'it was used, and the app failed for it alone',
      connections: [used()],
      failure: 'exit status 1',
      explained: false,
      outcome: 'broken',
    },
    {
      says: 'it was used, and the app failed for another',
      connections: [used()],
      failure: 'exit status 1',
      explained: true,
      outcome: 'held',
    },
    {
      says: 'a rogue certificate was taken meanwhile',
      connections: [readable()],
      failure: null,
      explained: false,
      outcome: 'read',
    },
  ])('$says: $outcome', ({ connections, failure, explained, outcome }) => {
    expect(judgeTry(facts({ pass: 'genuine', connections, failure, isFailureExplained: explained })).outcome).toBe(
      outcome,
    );
  });
});
