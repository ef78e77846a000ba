import {
  bits,
  der,
  type Extension,
  type Issued,
  integer,
  issue,
  type KeyKind,
  makeKey,
  octets,
  oid,
  oids,
  sequence,
} from '@livepin/testkit';
import { distinguishedName } from '@livepin/tls/der';
import {
  alternativeNames,
  constraints,
  directory,
  distributionPoint,
  dns,
  email,
  ip,
  other,
  uri,
} from './general-names.ts';

/** A leaf, a CA and a root with whatever certificates hold, so that there is much to get wrong. Valid. */
export function richPath(kind: KeyKind): readonly [leaf: Issued, ca: Issued, root: Issued] {
  const caName = 'C=DE, O=Rich, OU=Authority, CN=CA';
  const root = issue({
    subject: 'C=DE, O=Rich, CN=Root',
    key: makeKey(kind),
    ca: true,
    pathLength: 3,
    extensions: [
      constraints([dns('example.com'), ip('10.0.0.0/255.0.0.0'), email('example.com'), directory('C=DE, O=Rich')]),
    ],
  });
  const ca = issue({
    subject: caName,
    key: makeKey(kind),
    ca: true,
    pathLength: 0,
    issuer: root,
    serial: 77,
    extensions: [
      constraints([], [dns('secret.example.com'), uri('.example.org'), ip('10.9.0.0/255.255.0.0')]),
      ...commonExtensions,
    ],
  });
  const leaf = issue({
    subject: 'C=DE, O=Rich, CN=api.example.com, emailAddress=who@example.com',
    key: makeKey(kind),
    issuer: ca,
    extensions: [
      alternativeNames(
        dns('api.example.com'),
        dns('*.api.example.com'),
        ip('10.1.2.3'),
        email('who@example.com'),
        uri('https://api.example.com/x'),
        directory('C=DE, O=Rich, CN=else'),
        other('1.3.6.1.4.1.311.20.2.3', der(0x0c, Buffer.from('a@b'))),
      ),
      authorityKeyId('C=DE, O=Rich, CN=Root', 77),
      { oid: '2.16.840.1.113730.1.1', value: bits(Buffer.from([0x40]), 6) },
      ...commonExtensions,
    ],
  });
  return [leaf, ca, root];
}

const commonExtensions: readonly Extension[] = [
  distributionPoint('http://crl.example.com/1'),
  { oid: '2.5.29.32', value: sequence(sequence(oid('2.23.140.1.2.1'))) },
  { oid: '1.3.6.1.5.5.7.1.1', value: sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), uri('http://ocsp.example.com/'))) },
  { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(Buffer.alloc(40, 9)) },
];

/** By the issuer and the number of the issuer's certificate. */
function authorityKeyId(issuer: string, serial: number): Extension {
  const value = sequence(der(0xa1, der(0xa4, distinguishedName(issuer))), der(0x82, integer(serial).subarray(2)));
  return { oid: oids.authorityKeyId, value };
}
