import type { BundleContent, PinSet } from './bundle.ts';
import type { Host } from './host.ts';
import type { Pin } from './pin.ts';

/** The pins of one bundle, ready to be asked. */
export interface Policy {
  readonly byHost: ReadonlyMap<Host, PinSet>;
  readonly revoked: ReadonlySet<Pin>;
  readonly unlisted: 'allow' | 'refuse';
}

export function policyOf({
  domains,
  revoked,
  unlisted,
}: Pick<BundleContent, 'domains' | 'revoked' | 'unlisted'>): Policy {
  return { byHost: new Map(domains.map((pinSet) => [pinSet.host, pinSet])), revoked, unlisted };
}

/**
 * The pin set of the most specific pattern that covers `host`: its own, else that of the nearest name above it whose
 * pattern takes in sub-domains, at any depth. Pins of several patterns never add up.
 */
export function findPinSet({ byHost }: Pick<Policy, 'byHost'>, host: Host): PinSet | null {
  const own = byHost.get(host);
  if (own) return own;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    const above = byHost.get(host.slice(dot + 1) as Host);
    if (above?.subdomains) return above;
  }
  return null;
}
