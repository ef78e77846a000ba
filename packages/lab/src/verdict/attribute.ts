import type { Connection } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import type { RunPlan } from '../run/run-record.ts';

/** What a connection is counted under where nothing names its host: no proxy was asked, no name looked up, none sent. */
export const unnamed = 'unnamed';

export function endpointOf({ host, port }: Connection): Endpoint {
  return { host: host ?? unnamed, port };
}

/**
 * The connections that an endpoint answers for: its own; those to other ports of its name that no other endpoint answers
 * for, as when an app falls back to plain HTTP; and those to others that carried its requests (coalescing).
 * @param known all endpoints
 */
export function connectionsOf(
  endpoint: Endpoint,
  known: readonly Endpoint[],
  connections: readonly Connection[],
): Connection[] {
  return connections.filter((connection) => {
    const other = endpointOf(connection);
    if (isSame(other, endpoint)) return true;
    if (other.host === endpoint.host) return !known.some((one) => isSame(one, other));
    return connection.requests.some(({ host }) => host === endpoint.host);
  });
}

/** Whom connections went to, each once, in order. A port of a name that is known already, seen later, is no endpoint of its own. */
export function endpointsOf(connections: readonly Connection[], known: readonly Endpoint[] = []): Endpoint[] {
  const found: Endpoint[] = [];
  for (const connection of connections) {
    const endpoint = endpointOf(connection);
    if (known.some(({ host }) => host === endpoint.host)) continue;
    if (!found.some((one) => isSame(one, endpoint))) found.push(endpoint);
  }
  return found;
}

/** Whether an endpoint that is known was attacked in a run. */
export function isTargetOf(plan: RunPlan, endpoint: Endpoint): boolean {
  return plan.purpose === 'attack' && (plan.targets === null || plan.targets.some((one) => isSame(one, endpoint)));
}
