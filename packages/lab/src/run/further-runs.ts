import type { Connection } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import { connectionsOf, endpointOf, isTargetOf } from '../verdict/attribute.ts';
import { reachOf } from '../verdict/judge-try.ts';
import { isReadable } from '../verdict/reach.ts';
import type { RunRecord } from './run-record.ts';

/** What is to be attacked once more, alone, while all else is let through. */
export interface Further {
  readonly targets: readonly [Endpoint];
  /** So many of its connections are let through first. */
  readonly after: number;
}

/** Of one host in one try: what lies behind that many refusals is not found. */
const maxSkips = 4;

/**
 * What the runs of a try left open, although every host was reached in them: an app that ends at the first refusal shows
 * nothing of what it would have done next.
 * - A connection that waited for the answer of another host says nothing when that host was refused: its own is attacked alone.
 * - Behind a connection that was refused, there may be another to the same host, by a client without pins. They are let
 *   through one by one, so that the app comes to the next.
 * @param earlier the runs of this try
 * @param usual how many connections to a host of this name the app made when nothing was attacked
 */
export function furtherRun(
  earlier: readonly RunRecord[],
  hosts: readonly Endpoint[],
  usual: (host: string) => number,
): Further | null {
  for (const host of hosts) {
    const further = furtherFor(host, earlier, hosts, usual(host.host));
    if (further) return further;
  }
  return null;
}

function furtherFor(
  host: Endpoint,
  earlier: readonly RunRecord[],
  hosts: readonly Endpoint[],
  usual: number,
): Further | null {
  const attacksIn = ({ connections }: RunRecord) =>
    connectionsOf(host, hosts, connections).filter(({ isAttack }) => isAttack);
  const own = earlier.filter(({ plan }) => isTargetOf(plan, host));
  if (own.some((record) => attacksIn(record).some((attack) => isReadable(reachOf(attack))))) return null;
  const last = own.at(-1);
  const attacks = last ? attacksIn(last) : [];
  // It did not come, or not so often: there is nothing behind what was attacked.
  if (!last || attacks.length === 0) return null;
  const isAlone = last.plan.purpose === 'attack' && last.plan.targets?.length === 1;
  if (!isAlone && !attacks.some(isOwnRefusal) && wereOthersAttacked(host, last)) return { targets: [host], after: 0 };
  const skipped = last.plan.purpose === 'attack' ? (last.plan.after ?? 0) : 0;
  const after = skipsOf(usual).find((count) => count > skipped);
  return after === undefined ? null : { targets: [host], after };
}

/** What only the certificate that was shown on it can be the reason of. */
function isOwnRefusal({ end }: Connection): boolean {
  return end.by === 'app' && end.alert !== null;
}

function wereOthersAttacked(host: Endpoint, { connections }: RunRecord): boolean {
  return connections.some((connection) => connection.isAttack && !isSame(endpointOf(connection), host));
}

/** After how many connections the attack is to begin; of many, some. */
function skipsOf(usual: number): number[] {
  const most = usual - 1;
  if (most <= maxSkips) return Array.from({ length: Math.max(0, most) }, (_, at) => at + 1);
  return Array.from({ length: maxSkips }, (_, at) => 1 + Math.round((at * (most - 1)) / (maxSkips - 1)));
}
