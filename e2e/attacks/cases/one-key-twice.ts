import {
  bits,
  boolean,
  type CertificateSketch,
  der,
  emailProtection,
  extendedKeyUsage,
  type Issued,
  issue,
  nameConstraints,
  oids,
  sequence,
} from '@livepin/testkit';
import { type AttackCase, accepted, attack, type Family, refused } from '../case.ts';
import { genuine, host, lastMonth, rogueIntermediate, rogueRoot, tomorrow, victim, yesterday } from '../world.ts';

const { root, intermediate } = genuine;
const victimBelow = issue({ subject: `CN=${host}`, issuer: rogueIntermediate });

type Defect = Partial<CertificateSketch> & { readonly id: string; readonly is: string; readonly because: string };

const tree = (name: string) => sequence(der(0x82, Buffer.from(name)));

/** What keeps a certificate of the pinned CA from making anyone a CA for the host. */
const defects: readonly Defect[] = [
  { id: 'expired', is: 'has expired', because: 'an expired CA', notBefore: lastMonth, notAfter: yesterday },
  { id: 'future', is: 'is not valid yet', because: 'a CA that is not valid yet', notBefore: tomorrow },
  {
    id: 'name-constrained',
    is: 'is for a CA of other names',
    because: 'a CA that may not sign this name',
    extensions: [nameConstraints(['other.example'])],
  },
  {
    id: 'name-constraints-out-of-order',
    is: 'is for a CA of other names, whose limits stand in the wrong order',
    because: 'a CA whose limits cannot be read for certain',
    extensions: [
      {
        oid: oids.nameConstraints,
        critical: true,
        value: sequence(der(0xa1, tree('internal.example')), der(0xa0, tree('other.example'))),
      },
    ],
  },
  {
    id: 'email-only',
    is: 'is for a CA of e-mail certificates',
    because: 'a CA that is not for servers',
    extensions: [extendedKeyUsage(emailProtection)],
  },
  {
    id: 'end-entity',
    is: 'is a server’s own (basicConstraints absent, its key may not sign certificates)',
    because: 'a server certificate, and no CA',
    ca: false,
  },
  {
    id: 'not-a-ca',
    is: 'says that it is no CA',
    because: 'a certificate that says it is no CA',
    extensions: [{ oid: oids.basicConstraints, critical: true, value: sequence() }],
  },
  {
    id: 'may-not-sign',
    is: 'is for a CA that may sign revocation lists, and no certificates',
    because: 'a CA that may not sign certificates',
    extensions: [{ oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x02]), 1) }],
  },
  {
    id: 'signs-beyond-the-end',
    is: 'has the bit for signing certificates beyond the end of its key usage',
    because: 'a CA that may not sign certificates',
    extensions: [{ oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x06]), 3) }],
  },
  {
    id: 'unknown-critical',
    is: 'has a critical extension that nobody knows',
    because: 'a certificate that nobody can claim to understand (RFC 5280 §4.2)',
    extensions: [{ oid: '1.3.6.1.4.1.55555.1', critical: true, value: boolean(true) }],
  },
  {
    id: 'sha1',
    is: 'is signed with SHA-1',
    because: 'a signature that can be moved to a forged certificate',
    hash: 'sha1',
  },
  {
    id: 'version-1',
    is: 'is of version 1, which has no extensions',
    because: 'a certificate that does not say that it is a CA',
    version: 1,
  },
];

const pinnedWithoutCas = issue({
  subject: 'CN=Genuine CA',
  ca: true,
  pathLength: 0,
  issuer: root,
  key: intermediate.key,
});

/** The certificate by the pinned CA for a name and key of the attacker's. */
const second = (of: Issued, { id, is, because, ...sketch }: Defect) =>
  issue({ subject: of.subject, key: of.key, issuer: intermediate, ca: true, ...sketch });

const asRoot = (defect: Defect): AttackCase =>
  attack({
    id: `root-twice-${defect.id}`,
    says: `The rogue root’s key stands in a certificate of the pinned CA, too; that one ${defect.is}.`,
    shows: [victim, second(rogueRoot, defect), intermediate],
    must: refused(`the path through the pinned CA leads through ${defect.because}; the other holds no pin`),
    passesPlatform: true,
  });

const asIntermediate = (defect: Defect): AttackCase =>
  attack({
    id: `intermediate-twice-${defect.id}`,
    says: `The same with an intermediate of the rogue root; the certificate of the pinned CA comes first, and ${defect.is}.`,
    shows: [victimBelow, second(rogueIntermediate, defect), intermediate, rogueIntermediate],
    must: refused(`the path through the pinned CA leads through ${defect.because}; the other holds no pin`),
  });

const good: Defect = { id: 'good', is: 'has no defect', because: '' };

export const oneKeyTwice: Family = {
  name: 'One key, two certificates',
  says: 'The attacker has a certificate of the pinned CA: an old one, one for his own server, one for e-mail. Its key is also his trusted CA’s. So the signatures lead from his leaf through the pinned CA to its root, and a valid path leads elsewhere: who checks the one and believes it is the other has lost. Whoever stands behind the trusted key passes the platform.',
  cases: [
    attack({
      id: 'root-twice-good',
      says: 'Not an attack: the pinned CA has certified the other root’s key as a CA, without limits, and the device trusts both.',
      shows: [victim, second(rogueRoot, good), intermediate],
      must: accepted(
        ['intermediate', 'root'],
        'one valid path holds it, whatever other paths there are',
        'its key is not on any path',
      ),
    }),
    ...defects.map(asRoot),
    attack({
      id: 'root-twice-path-length',
      says: 'The rogue root’s key stands in a certificate of the pinned CA, which may sign no CAs.',
      shows: [victim, second(rogueRoot, good), pinnedWithoutCas],
      must: refused('the pinned CA may not have a CA below it; the other path holds no pin'),
      passesPlatform: true,
    }),
    attack({
      id: 'root-twice-wildcard',
      says: 'The rogue root’s key stands in a certificate of the pinned CA, too; that one is for a CA that may sign `x.example.com` only. The leaf is for `*.example.com`.',
      shows: [
        issue({ subject: 'CN=*.example.com', issuer: rogueRoot }),
        second(rogueRoot, { ...good, extensions: [nameConstraints(['x.example.com'])] }),
        intermediate,
      ],
      must: refused('a wildcard stands for more than the one name that this CA may sign; the other path holds no pin'),
      passesPlatform: true,
    }),
    ...defects
      .filter(({ id }) => ['expired', 'name-constrained', 'email-only', 'end-entity'].includes(id))
      .map(asIntermediate),
  ],
};
