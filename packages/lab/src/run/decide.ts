import type { Endpoint } from '../endpoint.ts';
import { isSame } from '../endpoint.ts';
import type { Arrival, ChannelDocuments, KnownHost, Situation } from '../scenario.ts';
import type { Move, Treatment } from '../treatment.ts';
import type { RunPlan } from './run-record.ts';

/** What a run knows beside its plan. */
export interface RunKnowledge {
  readonly hosts: readonly KnownHost[];
  /** Whether the tester gave the key of the genuine server of this host. */
  readonly hasGenuineKey: (host: string | null) => boolean;
  readonly channelDocuments: ChannelDocuments;
  /** Whether the app has been made to change its pins in this run. */
  readonly havePinsChanged: () => boolean;
}

/** What a run does with a connection. Pure but for `havePinsChanged`. */
export function decide(plan: RunPlan, arrival: Arrival, knowledge: RunKnowledge): Move {
  if (plan.purpose !== 'attack') return { treatment: letThrough(arrival), isAttack: false };
  const { scenario, pass, attempt } = plan;
  const { hosts, channelDocuments } = knowledge;
  const hasGenuineKey = knowledge.hasGenuineKey(arrival.host);
  const situation: Situation = { hosts, pass, attempt, hasGenuineKey, channelDocuments };
  return scenario.treat({ ...arrival, arePinsChanged: knowledge.havePinsChanged() }, situation);
}

/** What is done with who is not attacked: read on the way where that needs no TLS. */
export function letThrough({ transport }: Arrival): Treatment {
  return transport === 'plain' ? { kind: 'plain', answer: { kind: 'forward' } } : { kind: 'relay' };
}

/**
 * Whether a connection is attacked in a run. Whom the app turns to only because others are attacked, an attacker would attack too.
 * @param ordinal connections to its host in this run before it
 */
export function isTarget(
  plan: RunPlan,
  known: readonly Endpoint[],
  endpoint: { host: string | null; port: number },
  ordinal: number,
): boolean {
  if (plan.purpose !== 'attack' || ordinal < (plan.after ?? 0)) return false;
  if (plan.targets === null) return true;
  const { host, port } = endpoint;
  if (host === null) return false;
  const own = { host, port };
  // A port of its name that nobody else answers for: where an app falls back to plain HTTP.
  if (!known.some((one) => isSame(one, own))) return plan.targets.some((target) => target.host === host);
  return plan.targets.some((target) => isSame(target, own));
}
