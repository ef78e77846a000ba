import { der, type Extension, oid, oids, sequence } from '@livepin/testkit';
import { distinguishedName } from '@livepin/tls/der';

// GeneralName (RFC 5280 §4.2.1.6) in all its forms.

export const dns = (name: string) => der(0x82, Buffer.from(name));
export const email = (address: string) => der(0x81, Buffer.from(address));
export const uri = (address: string) => der(0x86, Buffer.from(address));
export const directory = (name: string) => der(0xa4, distinguishedName(name));
export const registered = (dotted: string) => der(0x88, oid(dotted).subarray(2));
export const other = (dotted: string, value: Uint8Array) => der(0xa0, oid(dotted), der(0xa0, value));
/** An address, or an address and its mask: "10.0.0.0/255.0.0.0". */
export const ip = (text: string) => der(0x87, Buffer.from(text.split(/[./]/).map(Number)));

export function alternativeNames(...names: Buffer[]): Extension {
  return { oid: oids.subjectAltName, value: sequence(...names) };
}

export function constraints(permitted: readonly Buffer[], excluded: readonly Buffer[] = []): Extension {
  const trees = (bases: readonly Buffer[]) => bases.map((base) => sequence(base));
  const lists = [
    ...(permitted.length > 0 ? [der(0xa0, ...trees(permitted))] : []),
    ...(excluded.length > 0 ? [der(0xa1, ...trees(excluded))] : []),
  ];
  return { oid: oids.nameConstraints, critical: true, value: sequence(...lists) };
}

export function distributionPoint(address: string): Extension {
  return { oid: '2.5.29.31', value: sequence(sequence(der(0xa0, der(0xa0, uri(address))))) };
}
