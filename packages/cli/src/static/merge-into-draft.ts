import type { Domain, DomainInput, Draft } from '@livepin/admin';
import type { Loss, PlannedHost } from '@livepin/formats';

export interface Merged {
  readonly domains: readonly DomainInput[];
  /** Of each host that changes. */
  readonly changes: readonly HostChange[];
  /** Of each key that is not taken over. */
  readonly losses: readonly Loss[];
}

export interface HostChange {
  readonly host: string;
  readonly change: 'added' | 'changed';
  readonly pinsAdded: readonly string[];
  /** The names below it are pinned from now on. */
  readonly subdomainsAdded: boolean;
}

/**
 * A draft with what was found in configs. What it has already stays: pins are added, and hosts that it does not know. A key
 * that the draft revokes comes into no set.
 */
export function mergeIntoDraft(
  { domains, revoked }: Pick<Draft, 'domains' | 'revoked'>,
  found: readonly PlannedHost[],
): Merged {
  const hosts = found.map((planned) => ({
    ...planned,
    keys: planned.keys.filter(({ pin }) => !revoked.includes(pin)),
  }));
  const losses = found.flatMap(({ host, keys }) =>
    keys.filter(({ pin }) => revoked.includes(pin)).map(({ pin, label }) => stolen(host, pin, label)),
  );
  const byHost = new Map<string, DomainInput | Domain>(domains.map((domain) => [domain.host, domain]));
  const changes: HostChange[] = [];
  for (const { host, subdomains, mode, keys } of hosts.filter((planned) => planned.keys.length > 0)) {
    const before = byHost.get(host);
    const pinsAdded = keys.map(({ pin }) => pin).filter((pin) => !before?.pins.includes(pin));
    const subdomainsAdded = subdomains && !before?.subdomains;
    if (before && pinsAdded.length === 0 && !subdomainsAdded) continue;
    changes.push({ host, change: before ? 'changed' : 'added', pinsAdded, subdomainsAdded });
    const pins = [...(before?.pins ?? []), ...pinsAdded];
    byHost.set(host, { mode, ...before, host, subdomains: subdomains || (before?.subdomains ?? false), pins });
  }
  return { domains: [...byHost.values()], changes, losses };
}

function stolen(host: string, pin: string, label: string): Loss {
  const sentence = `${host}: ${pin} is revoked and left out. Builds that pin it (${label}) accept it until they are updated.`;
  return { rule: 'revocation-lost', sentence };
}
