import type { PinPlan } from '../plan.ts';
import type { Loss } from '../target.ts';
import { lastSafeDay } from '../write/date.ts';
import { type PinnedHost, pinnedHosts } from '../write/pinned-hosts.ts';
import { headerXmlComment, xmlDeclaration } from '../write/xml.ts';

export interface NscOptions {
  /** Whether hosts with the same pins stand in one config. */
  readonly sharesConfigs: boolean;
  /** What stands in each domain-config after its pins, for those who read more than Android does. */
  readonly more: (host: PinnedHost) => string;
}

/** @param form its name, for sentences */
export function writeNsc(
  plan: PinPlan,
  form: string,
  { sharesConfigs, more }: NscOptions = { sharesConfigs: true, more: () => '' },
): { text: string; losses: readonly Loss[] } {
  const { hosts, losses } = pinnedHosts(plan, { name: form, compares: 'path', excludes: true });
  const expiration = plan.expires === null ? '' : ` expiration="${lastSafeDay(plan.expires)}"`;
  // The most specific config holds for a host, and none of its neighbours': so each names its hosts, and nothing nests.
  const groups = sharesConfigs ? grouped(hosts) : hosts.map((host) => [host]);
  const configs = groups.map((group) => {
    const first = group[0]!;
    const domains = group.map(
      ({ host, subdomains }) => `        <domain includeSubdomains="${subdomains}">${host}</domain>\n`,
    );
    // A host that is not pinned here keeps the app's own word about cleartext.
    const cleartext = first.pins.length > 0 ? ' cleartextTrafficPermitted="false"' : '';
    return `    <domain-config${cleartext}>
${domains.join('')}${plan.isBesideSdk && first.pins.length > 0 ? systemAnchors : ''}${pinSet(first, expiration)}${more(first)}    </domain-config>
`;
  });
  const text = `${xmlDeclaration}${headerXmlComment(plan)}<network-security-config>\n${configs.join('')}</network-security-config>\n`;
  return { text, losses };
}

// Beside an SDK the pins are of CAs: no other CA may be trusted for these hosts, whatever the app's defaults are.
const systemAnchors = `        <trust-anchors>
            <certificates src="system" />
        </trust-anchors>
`;

function pinSet({ pins }: PinnedHost, expiration: string): string {
  if (pins.length === 0) return '';
  const lines = pins.map((pin) => `            <pin digest="SHA-256">${pin}</pin>\n`);
  return `        <pin-set${expiration}>\n${lines.join('')}        </pin-set>\n`;
}

/** Hosts with the same pins share a config. */
function grouped(hosts: readonly PinnedHost[]): PinnedHost[][] {
  const groups = new Map<string, PinnedHost[]>();
  for (const host of hosts) {
    const key = [...host.pins].sort().join(' ');
    groups.set(key, [...(groups.get(key) ?? []), host]);
  }
  return [...groups.values()];
}
