import type { Connection, Reach } from '../connection.ts';
import type { TryOutcome } from '../report/report.ts';
import type { Pass } from '../scenario.ts';
import { wasUsed } from './genuine-use.ts';
import { farthest, isReadable } from './reach.ts';

/** What there is to know of one host in one run of a scenario. */
export interface TryFacts {
  readonly pass: Pass;
  /** As in the scenario: what the app lacks where it was reached and nothing could be attacked. */
  readonly gaveNoOpening: string | null;
  /** Those that the host answers for (`connectionsOf`). */
  readonly connections: readonly Connection[];
  /** The app's own account of the run; null where all went well. */
  readonly failure: string | null;
  /** What the app did not get to use in this run is told by other hosts, so that its failure is no fault of this one. */
  readonly isFailureExplained: boolean;
  /** Whether all that could ever be read of this host were requests for pins, which prove themselves. Default no. */
  readonly isPinSource?: boolean;
}

export interface JudgedTry {
  readonly outcome: TryOutcome;
  /** How far the app's data got to the attacker. */
  readonly reach: Reach;
  /** One phrase, after "It": "refused: unknown CA (alert 48)". */
  readonly how: string;
}

export function judgeTry(facts: TryFacts): JudgedTry {
  return facts.pass === 'attacked' ? judgeAttacked(facts) : judgeGenuine(facts);
}

function judgeAttacked({ connections, gaveNoOpening, isPinSource = false }: TryFacts): JudgedTry {
  const attacks = connections.filter(({ isAttack }) => isAttack);
  const reach = farthest(attacks.map(reachOf));
  if (isReadable(reach)) {
    if (isPinSource) return { outcome: 'held', reach, how: 'asked for pins, and sent nothing of its own' };
    return { outcome: 'read', reach, how: readHow(attacks, reach) };
  }
  const carriedOut = attacks.filter(wasCarriedOut);
  if (carriedOut.length > 0) return { outcome: 'held', reach, how: refusalOf(carriedOut, reach) };
  if (attacks.length === 0 && gaveNoOpening !== null && connections.some(hadItsChance))
    return { outcome: 'held', reach, how: gaveNoOpening };
  return { outcome: 'not-seen', reach: 'nothing', how: whyNotSeen(attacks) };
}

function whyNotSeen(attacks: readonly Connection[]): string {
  const failed = attacks.find(({ end }) => end.by !== 'app');
  if (failed) return `could not be attacked: ${failed.end.says}`;
  return attacks.some(({ hello }) => hello !== null)
    ? 'went away before anything was shown to it'
    : 'made no connection that could be attacked';
}

/** How far the app's data got. What it sends to a server that it did not ask for is in the wrong hands, though not in the lab's. */
export function reachOf(connection: Connection): Reach {
  return connection.treatment === 'relay-to' && wasUsed(connection) ? 'headers' : connection.reach;
}

/**
 * Whether the app had its choice, and made it. A handshake that the lab itself could not go on with (no common version, no
 * server behind it), a connection on which the app never began, and one that it gave up before anything was shown to it, say
 * nothing of the app. Nor does one that it was still waiting on when the lab or the server ended it: with a server that
 * speaks first it would have gone on.
 */
export function wasCarriedOut({ treatment, hello, transport, reach, end, wire }: Connection): boolean {
  if (treatment === 'close' || treatment === 'silence') return true;
  if (isReadable(reach)) return true;
  if (end.by !== 'app') return false;
  return transport === 'plain' || (hello !== null && wire.segments.some(({ from }) => from === 'lab'));
}

/** What an attack waits for could have come: the app got through, or a rogue certificate was shown that is no attack yet. */
function hadItsChance(connection: Connection): boolean {
  return wasUsed(connection) || (connection.treatment !== 'relay' && connection.hello !== null);
}

function readHow(attacks: readonly Connection[], reach: Reach): string {
  const upTo = reach === 'body' ? 'up to the body of a request' : 'up to the headers of a request';
  const readers = attacks.filter((attack) => isReadable(reachOf(attack)));
  if (readers.every(({ transport }) => transport === 'plain')) return `sent its data without TLS, ${upTo}`;
  if (readers.every(({ treatment }) => treatment === 'relay-to'))
    return 'sent its data to a server that it did not ask for';
  const [all, some] = [attacks, readers].map((list) => new Set(list.flatMap(({ hello }) => hello?.ja4 ?? [])).size);
  return `let its data be read ${upTo}${some! < all! ? `, by ${some} of its ${all} TLS stacks` : ''}`;
}

function refusalOf(attacks: readonly Connection[], reach: Reach): string {
  if (reach === 'handshake') return 'completed the handshake, sent nothing and closed';
  const refused = attacks.filter(
    ({ hello, treatment }) => hello !== null && treatment !== 'close' && treatment !== 'silence',
  );
  const said = refused.find(({ end }) => end.alert !== null) ?? refused[0];
  return said ? `refused: ${said.end.says}` : 'sent nothing that could be read';
}

/** Something else is attacked, and what the app wants of this host is to be had: it must go on working. */
function judgeGenuine({ connections, failure, isFailureExplained }: TryFacts): JudgedTry {
  const attacks = connections.filter(({ isAttack }) => isAttack);
  const reach = farthest(attacks.map(reachOf));
  if (isReadable(reach)) return { outcome: 'read', reach, how: readHow(attacks, reach) };
  const genuine = connections.filter(({ isAttack }) => !isAttack);
  const isUsed = genuine.some(wasUsed);
  if (isUsed && (failure === null || isFailureExplained)) return { outcome: 'held', reach, how: 'went on working' };
  if (isUsed) return { outcome: 'broken', reach, how: `reached the genuine server, and failed: ${failure}` };
  if (genuine.length > 0) return { outcome: 'broken', reach, how: 'did not get through to the genuine server' };
  if (failure !== null) return { outcome: 'broken', reach, how: 'was not asked for any more' };
  return { outcome: 'not-seen', reach: 'nothing', how: 'made no connection' };
}
