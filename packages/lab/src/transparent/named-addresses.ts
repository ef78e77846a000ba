/** 198.18.0.0/15 is for tests of networks (RFC 2544): no server of the world has an address of it. */
const firstV4 = (198 << 24) | (18 << 16);
/** A prefix of one's own choice in fd00::/8 (RFC 4193). */
const prefixV6 = 'fd6c:6976:6570:696e::';
const size = 1 << 17;

export interface NamedAddress {
  readonly v4: string;
  readonly v6: string;
}

/**
 * An address for each name, and the name of each address: so that the lab knows whom a connection is for although the app
 * says it to nobody but the resolver.
 */
export class NamedAddresses {
  readonly #byName = new Map<string, NamedAddress>();
  readonly #byAddress = new Map<string, string>();

  /** The same for the same name. @returns null where all are taken */
  addressOf(name: string): NamedAddress | null {
    const known = this.#byName.get(name);
    if (known) return known;
    // Neither the first of the range, which looks like a network's, nor its last.
    const index = this.#byName.size + 1;
    if (index >= size - 1) return null;
    const address = { v4: formatV4(firstV4 + index), v6: formatV6(index) };
    this.#byName.set(name, address);
    this.#byAddress.set(address.v4, name).set(address.v6, name);
    return address;
  }

  /** @param address as Node writes it */
  nameOf(address: string): string | null {
    return this.#byAddress.get(address) ?? null;
  }
}

function formatV4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

function formatV6(index: number): string {
  const [high, low] = [index >>> 16, index & 0xffff].map((group) => group.toString(16)) as [string, string];
  return high === '0' ? `${prefixV6}${low}` : `${prefixV6}${high}:${low}`;
}
