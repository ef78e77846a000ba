import {
  admissionOf,
  type Enforcement,
  enforcementOf,
  type Freshness,
  findPinSet,
  type Host,
  type Judgement,
  type Pin,
  type Policy,
} from '@livepin/core';
import type { SeenCertificate } from './pin-error.ts';

/** What a connection showed, judged for one host of a policy. */
export interface Finding {
  readonly judgement: Judgement;
  /** For messages: the path looked at last, and why none held where none did. */
  readonly seen: readonly SeenCertificate[];
  readonly fault: string | null;
}

/** What is done, and for which host; the worst of all hosts that a connection is for. */
export interface Assessment {
  readonly enforcement: Enforcement;
  readonly host: Host;
  readonly wanted: readonly Pin[];
  readonly finding: Finding | null;
}

export interface Target {
  /** The host that is meant, and the name that its certificate is checked for where that is another. At least one. */
  readonly hosts: readonly [Host, ...Host[]];
  readonly isTls: boolean;
}

const severity = { proceed: 0, report: 1, refuse: 2 } as const;

/**
 * Says what is done about a connection.
 * @param look judges what the connection showed; null before it is made
 */
export function assess(
  policy: Policy | null,
  freshness: Freshness,
  { hosts, isTls }: Target,
  look: ((policy: Policy, host: Host) => Finding) | null,
): Assessment {
  const all = hosts.map((host) => assessHost(policy, freshness, host, isTls, look));
  return all.reduce((worst, next) =>
    severity[next.enforcement.action] > severity[worst.enforcement.action] ? next : worst,
  );
}

function assessHost(
  policy: Policy | null,
  freshness: Freshness,
  host: Host,
  isTls: boolean,
  look: ((policy: Policy, host: Host) => Finding) | null,
): Assessment {
  const wanted = policy ? [...(findPinSet(policy, host)?.pins ?? [])] : [];
  const admission = admissionOf(policy, host, freshness, isTls);
  if (!policy || !look || admission.action === 'refuse') {
    return { enforcement: admission, host, wanted, finding: null };
  }
  const finding = look(policy, host);
  return { enforcement: enforcementOf(policy, host, finding.judgement), host, wanted, finding };
}
