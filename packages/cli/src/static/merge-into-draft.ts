import type { Domain, DomainInput, Draft } from '@livepin/admin';
import type { PlannedHost } from '@livepin/formats';

export interface Merged {
  readonly domains: readonly DomainInput[];
  /** Of each host that changes. */
  readonly changes: readonly HostChange[];
}

export interface HostChange {
  readonly host: string;
  readonly change: 'added' | 'changed';
  readonly pinsAdded: readonly string[];
  /** The names below it are pinned from now on. */
  readonly subdomainsAdded: boolean;
}

/** A draft with what was found in configs. What it has already stays: pins are added, and hosts that it does not know. */
export function mergeIntoDraft({ domains }: Pick<Draft, 'domains'>, hosts: readonly PlannedHost[]): Merged {
  const byHost = new Map<string, DomainInput | Domain>(domains.map((domain) => [domain.host, domain]));
  const changes: HostChange[] = [];
  for (const { host, subdomains, mode, keys } of hosts) {
    const before = byHost.get(host);
    const pinsAdded = keys.map(({ pin }) => pin).filter((pin) => !before?.pins.includes(pin));
    const subdomainsAdded = subdomains && !before?.subdomains;
    if (before && pinsAdded.length === 0 && !subdomainsAdded) continue;
    changes.push({ host, change: before ? 'changed' : 'added', pinsAdded, subdomainsAdded });
    const pins = [...(before?.pins ?? []), ...pinsAdded];
    byHost.set(host, { mode, ...before, host, subdomains: subdomains || (before?.subdomains ?? false), pins });
  }
  return { domains: [...byHost.values()], changes };
}
