import {
  bits,
  boolean,
  type CertificateSketch,
  der,
  type Extension,
  emailProtection,
  extendedKeyUsage,
  integer,
  octets,
  oid,
  oids,
  sequence,
  serverAuth,
} from '@livepin/testkit';
import {
  alternativeNames,
  constraints,
  directory,
  distributionPoint,
  dns,
  email,
  ip,
  other,
  registered,
  uri,
} from './general-names.ts';
import type { Random } from './random.ts';

// What can be wrong, or only rare, about one certificate. Each makes a change to its sketch; what that does to the paths
// over it is for OpenSSL to say.

type Change = Partial<CertificateSketch>;

export interface Defect {
  readonly what: string;
  readonly change: Change;
}

const oneHour = 3_600;
const critical = (extension: Extension): Extension => ({ ...extension, critical: true });
const extension = (oid: string, value: Uint8Array, isCritical = false): Extension => ({
  oid,
  value,
  critical: isCritical,
});
const without = (oid: string) => ({ oid, value: null });
const only = (...extensions: NonNullable<CertificateSketch['extensions']>): Change => ({ extensions });
const keyUsage = (byte: number, unused: number) =>
  only(critical(extension(oids.keyUsage, bits(Buffer.from([byte]), unused))));
const usages = (...list: string[]) => only(extendedKeyUsage(...list));
const anyUsage = '2.5.29.37.0';
const policyOid = sequence(oid('1.2.3.4.5'));

const dates = (now: number): Record<string, Change> => ({
  expired: { notAfter: now - oneHour },
  'not valid yet': { notBefore: now + oneHour },
  'dated after 2050': { notAfter: 2_600_000_000 },
});

const basics: Record<string, Change> = {
  'no basic constraints': only(without(oids.basicConstraints)),
  'no CA bit': only(critical(extension(oids.basicConstraints, sequence()))),
  'the CA bit': only(extension(oids.basicConstraints, sequence(boolean(true)))),
  'path length 0': only(critical(extension(oids.basicConstraints, sequence(boolean(true), integer(0))))),
  'path length 1': only(critical(extension(oids.basicConstraints, sequence(boolean(true), integer(1))))),
  'a path length without the CA bit': only(extension(oids.basicConstraints, sequence(integer(0)))),
  'key usage: digital signature': keyUsage(0x80, 7),
  'key usage: key encipherment': keyUsage(0x20, 5),
  'key usage: revocation lists only': keyUsage(0x02, 1),
  'key usage: certificates only': keyUsage(0x04, 2),
  'key usage: nothing': only(critical(extension(oids.keyUsage, bits(Buffer.alloc(0))))),
  'no key usage': only(without(oids.keyUsage)),
  'extended key usage: mail': usages(emailProtection),
  'extended key usage: any': usages(anyUsage),
  'extended key usage: servers': usages(serverAuth),
  'extended key usage: servers and mail': usages(emailProtection, serverAuth),
  'no extended key usage': only(without(oids.extendedKeyUsage)),
  'a Netscape type: servers': only(extension('2.16.840.1.113730.1.1', bits(Buffer.from([0x40]), 6))),
  'a Netscape type: mail': only(extension('2.16.840.1.113730.1.1', bits(Buffer.from([0x20]), 5))),
  'a Netscape type: CA for servers': only(extension('2.16.840.1.113730.1.1', bits(Buffer.from([0x04]), 2))),
  'version 1': { version: 1 },
};

const signatures: Record<string, Change> = {
  'SHA-1': { hash: 'sha1' },
  'SHA-384': { hash: 'sha384' },
  'SHA-512': { hash: 'sha512' },
  'RSASSA-PSS': { pss: true },
  'a signature of noise': { signature: Buffer.alloc(71, 0x30) },
};

const others: Record<string, Change> = {
  'an unknown extension': only(extension('1.2.3.4', der(0x05))),
  'an unknown critical extension': only(extension('1.2.3.4', der(0x05), true)),
  'critical certificate policies': only(extension('2.5.29.32', sequence(policyOid), true)),
  'policy constraints': only(extension('2.5.29.36', sequence(der(0x80, Buffer.from([0]))))),
  'critical policy constraints': only(extension('2.5.29.36', sequence(der(0x80, Buffer.from([0]))), true)),
  'critical inhibitAnyPolicy': only(extension('2.5.29.54', integer(0), true)),
  'critical policy mappings': only(
    extension('2.5.29.33', sequence(sequence(oid('1.2.3.4.5'), oid('1.2.3.4.6'))), true),
  ),
  'a critical subject key identifier': only(extension(oids.subjectKeyId, octets(Buffer.alloc(20, 3)), true)),
  'a critical authority key identifier': only(extension(oids.authorityKeyId, sequence(), true)),
  'an authority key identifier of another': only(
    extension(oids.authorityKeyId, sequence(der(0x80, Buffer.from('deadbeef', 'hex')))),
  ),
  'a subject key identifier of another': only(extension(oids.subjectKeyId, octets(Buffer.from('deadbeef', 'hex')))),
  'a critical list of issuer names': only(extension('2.5.29.18', sequence(dns('ca.example.com')), true)),
  'a critical SCT list': only(extension('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.alloc(4)), true)),
  'critical OCSP must-staple': only(extension('1.3.6.1.5.5.7.1.24', sequence(integer(5)), true)),
  'critical access to information': only(
    extension('1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), uri('http://o.example/'))), true),
  ),
  'distribution points': only(distributionPoint('http://crl.example.com/1')),
  'critical distribution points': only(critical(distributionPoint('http://crl.example.com/1'))),
  'distribution points that cannot be read': only(extension('2.5.29.31', sequence(sequence(der(0xa0, integer(1)))))),
  'proxy certificate': only(extension('1.3.6.1.5.5.7.1.14', sequence(sequence(oid('1.3.6.1.5.5.7.21.1'))), true)),
  'proxy certificate, not critical': only(
    extension('1.3.6.1.5.5.7.1.14', sequence(sequence(oid('1.3.6.1.5.5.7.21.1')))),
  ),
  'a block of addresses (RFC 3779)': only(
    extension('1.3.6.1.5.5.7.1.7', sequence(sequence(octets(Buffer.from([0, 1])), der(0x05))), true),
  ),
  'a distribution point that points nowhere': only(extension('2.5.29.31', sequence(sequence()))),
  'OCSP without check, critical': only(extension('1.3.6.1.5.5.7.48.1.5', der(0x05), true)),
  'an extension that cannot be read': only(extension(oids.keyUsage, Buffer.from('0300', 'hex'))),
};

const named: Record<string, Change> = {
  'names: other host': only(alternativeNames(dns('api.example.org'))),
  'names: wildcard': only(alternativeNames(dns('*.example.com'))),
  'names: two hosts': only(alternativeNames(dns('api.example.com'), dns('secret.example.com'))),
  'names: address': only(alternativeNames(ip('10.1.2.3'))),
  'names: host and address': only(alternativeNames(dns('api.example.com'), ip('10.1.2.3'))),
  'names: mail': only(alternativeNames(email('who@example.com'), dns('api.example.com'))),
  'names: URI': only(alternativeNames(uri('https://api.example.com/x'), dns('api.example.com'))),
  'names: directory': only(alternativeNames(directory('O=Elsewhere'), dns('api.example.com'))),
  'names: registered id': only(alternativeNames(registered('1.2.3.4'), dns('api.example.com'))),
  'names: principal': only(
    alternativeNames(other('1.3.6.1.4.1.311.20.2.3', der(0x0c, Buffer.from('a@b'))), dns('api.example.com')),
  ),
  'names: mail in UTF-8': only(
    alternativeNames(other('1.3.6.1.5.5.7.8.9', der(0x0c, Buffer.from('a@example.com'))), dns('api.example.com')),
  ),
  'no alternative names': only(without(oids.subjectAltName)),
  'names: another wildcard': only(alternativeNames(dns('*.x.example.com'))),
  'names: no host name': only(alternativeNames(dns('two words'), dns('api.example.com'))),
  'names: IPv6': only(alternativeNames(dns('api.example.com'), der(0x87, Buffer.alloc(16, 10)))),
  'no names in the list': only(alternativeNames()),
  'names that cannot be read': only(extension(oids.subjectAltName, Buffer.from('3001', 'hex'))),
};

const constrained = (organisation: string): Record<string, Change> => ({
  'permitted: the domain': only(constraints([dns('example.com')])),
  'permitted: what is below the domain': only(constraints([dns('.example.com')])),
  'permitted: another domain': only(constraints([dns('example.org')])),
  'permitted: one host': only(constraints([dns('x.example.com')])),
  'permitted: everything': only(constraints([dns('')])),
  'excluded: the domain': only(constraints([], [dns('example.com')])),
  'excluded: one host of the domain': only(constraints([], [dns('secret.example.com')])),
  'excluded: what is below a host': only(constraints([], [dns('.api.example.com')])),
  'permitted: addresses': only(constraints([ip('10.0.0.0/255.0.0.0')])),
  'permitted: other addresses': only(constraints([ip('192.168.0.0/255.255.0.0')])),
  'excluded: all addresses': only(constraints([], [ip('0.0.0.0/0.0.0.0')])),
  'permitted: addresses with an odd mask': only(constraints([ip('10.0.0.0/255.0.255.0')])),
  'permitted: mail of the host': only(constraints([email('example.com')])),
  'permitted: one mailbox': only(constraints([email('else@example.com')])),
  'excluded: mail below the domain': only(constraints([], [email('.example.com')])),
  'permitted: URIs of a host': only(constraints([uri('api.example.com')])),
  'excluded: URIs below the domain': only(constraints([], [uri('.example.com')])),
  'permitted: this organisation': only(constraints([directory(`O=${organisation}`)])),
  'permitted: another organisation': only(constraints([directory('O=Elsewhere')])),
  'excluded: this organisation': only(constraints([], [directory(`O=${organisation}`)])),
  'permitted: a registered id': only(constraints([registered('1.2.3')])),
  'permitted: principals': only(constraints([other('1.3.6.1.4.1.311.20.2.3', der(0x0c, Buffer.from('b')))])),
  'permitted: hosts and addresses': only(constraints([dns('example.com'), ip('10.0.0.0/255.0.0.0')])),
  'permitted and excluded hosts': only(constraints([dns('example.com')], [dns('api.example.com')])),
  'no constraints in the extension': only({ oid: oids.nameConstraints, critical: true, value: sequence() }),
  'constraints with a minimum': only({
    oid: oids.nameConstraints,
    critical: true,
    value: sequence(der(0xa0, sequence(dns('example.com'), der(0x80, Buffer.from([1]))))),
  }),
  'constraints, not critical': only({ ...constraints([dns('example.com')]), critical: false }),
});

/** @param organisation which the subjects of this PKI have in their names */
export function defectFrom(random: Random, isCa: boolean, organisation: string, now: number): Defect {
  const table = random.pick([
    dates(now),
    basics,
    basics,
    signatures,
    others,
    isCa ? constrained(organisation) : named,
    isCa ? constrained(organisation) : named,
  ]);
  const what = random.pick(Object.keys(table));
  return { what, change: table[what]! };
}
