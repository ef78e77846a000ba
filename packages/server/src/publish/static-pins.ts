import { type Host, normalizeHost, type Pin, parsePin } from '@livepin/core';
import type { StaticHostJson } from '../schemas/static-pins-schema.ts';
import type { StoredStaticPins } from '../store/store.ts';

/** What a released version of the app holds one host to, below anything that a bundle says. */
export interface StaticHost {
  readonly host: Host;
  readonly subdomains: boolean;
  readonly pins: ReadonlySet<Pin>;
  /** When the platform stops asking for them, in seconds since 1970; null: never. */
  readonly expires: number | null;
}

export interface StaticPins extends Pick<StoredStaticPins, 'appVersion' | 'platform' | 'retiredAt'> {
  readonly hosts: readonly StaticHost[];
}

/** @throws {LivepinError} LP_HOST_MALFORMED, LP_PIN_MALFORMED, naming the member */
export function parseStaticHosts(hosts: readonly StaticHostJson[]): StaticHost[] {
  return hosts.map(({ host, subdomains, pins, expires }, index) => ({
    host: normalizeHost(host, `hosts[${index}].host`),
    subdomains,
    pins: new Set(pins.map((pin, at) => parsePin(pin, `hosts[${index}].pins[${at}]`))),
    expires,
  }));
}

export function formatStaticHosts(hosts: readonly StaticHost[]): StaticHostJson[] {
  return hosts.map(({ pins, ...rest }) => ({ ...rest, pins: [...pins] }));
}

export function readStaticPins({ hosts, ...rest }: StoredStaticPins): StaticPins {
  return { ...rest, hosts: parseStaticHosts(JSON.parse(hosts) as StaticHostJson[]) };
}
