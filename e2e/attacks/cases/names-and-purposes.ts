import { boolean, emailProtection, extendedKeyUsage, issue, nameConstraints } from '@livepin/testkit';
import { accepted, argued, attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const ofLeaf = { subject: `CN=${host}`, key: leaf.key, issuer: intermediate };
const ofIntermediate = { subject: intermediate.subject, key: intermediate.key, ca: true, issuer: root };
const clientAuth = '1.3.6.1.5.5.7.3.2';

const stranger = issue({ subject: 'CN=evil.example', issuer: intermediate });
const neighbours = issue({
  subject: 'CN=*.api.example.com',
  issuer: intermediate,
  names: ['*.api.example.com', '*.com', 'example.com', 'api.example.com.evil.example'],
});
const wildcard = issue({ subject: 'CN=*.example.com', key: leaf.key, issuer: intermediate });
// mitmproxy and its like make a leaf per host, and give all of them the key of their CA.
const proxyCa = issue({ subject: 'CN=Debugging Proxy', ca: true });
const proxyLeaf = issue({ subject: `CN=${host}`, issuer: proxyCa, key: proxyCa.key });

export const namesAndPurposes: Family = {
  name: 'Names and purposes',
  says: 'Certificates of the pinned CA, or with the pinned key, that are not for this host, or not for servers. Whoever pins a public CA pins everything that it has issued to anybody: its certificates for others must not pass.',
  cases: [
    attack({
      id: 'wrong-host',
      says: 'The attacker’s own genuine certificate, for `evil.example`.',
      shows: [stranger, intermediate],
      must: refused('the certificate is for another host'),
    }),
    attack({
      id: 'wildcards-beside',
      says: 'A certificate for names and wildcards all around the host, none of which covers it.',
      shows: [neighbours, intermediate],
      must: refused('no name covers the host: a wildcard stands for one label, its own'),
    }),
    attack({
      id: 'leaf-for-clients',
      says: 'The pinned key in a certificate for TLS clients.',
      shows: [issue({ ...ofLeaf, extensions: [extendedKeyUsage(clientAuth)] }), intermediate],
      must: refused('the certificate is not for servers'),
    }),
    attack({
      id: 'leaf-unknown-critical',
      says: 'The pinned key in a certificate with a critical extension that nobody knows.',
      shows: [
        issue({ ...ofLeaf, extensions: [{ oid: '1.3.6.1.4.1.55555.1', critical: true, value: boolean(true) }] }),
        intermediate,
      ],
      must: refused('what is critical and not understood must be refused (RFC 5280 §4.2)'),
    }),
    attack({
      id: 'ca-for-email',
      says: 'The pinned intermediate is for e-mail certificates.',
      shows: [leaf, issue({ ...ofIntermediate, extensions: [extendedKeyUsage(emailProtection)] })],
      must: refused('a CA that is not for servers'),
    }),
    attack({
      id: 'ca-for-other-names',
      says: 'The pinned intermediate may sign no name below `example.com`.',
      shows: [leaf, issue({ ...ofIntermediate, extensions: [nameConstraints([], ['example.com'])] })],
      must: refused('a CA that may not sign this name'),
    }),
    attack({
      id: 'ca-for-other-names-wildcard',
      says: 'The pinned intermediate may not sign `api.example.com`; the leaf is for `*.example.com`.',
      shows: [wildcard, issue({ ...ofIntermediate, extensions: [nameConstraints([], [host])] })],
      must: argued(
        ['leaf', 'intermediate', 'root'],
        'RFC 5280 says nothing of wildcards. What the CA may not sign is the very name that is asked for, and Livepin and Go take the wildcard for that name too; to OpenSSL and the JDK it is a text that does not end in `api.example.com`',
      ),
      passesPlatform: true,
    }),
    attack({
      id: 'self-signed',
      says: 'A certificate for the host that nobody has signed but itself.',
      shows: [issue({ subject: `CN=${host}` })],
      must: refused('nobody vouches for it'),
    }),
    attack({
      id: 'self-signed-with-the-pinned-key',
      says: 'The same with the pinned key, as an administrator might make it in a hurry.',
      shows: [issue({ subject: `CN=${host}`, key: leaf.key })],
      must: refused('nobody vouches for it: a pin comes on top of the verification'),
    }),
    attack({
      id: 'pinned-root-not-trusted',
      says: 'The genuine server, and a device that does not trust its root.',
      shows: [leaf, intermediate, root],
      anchors: [rogueRoot],
      must: refused('no path ends at anything that the device trusts'),
    }),
    attack({
      id: 'leaf-with-its-cas-key',
      says: 'A debugging proxy whose leaves have the key of its CA; a test build pins that CA (here as root).',
      shows: [proxyLeaf, proxyCa],
      anchors: [root, proxyCa],
      pins: { root: proxyCa.pin },
      must: accepted(['root'], 'the path is valid, odd as it is', 'the genuine keys are not shown'),
      passesPlatform: true,
    }),
  ],
};
