import { der, issue, nameConstraints, oid, oids, sequence } from '@livepin/testkit';
import { attack, type Family, refused } from '../case.ts';
import { genuine } from '../world.ts';

const { intermediate } = genuine;

const ofCustomer = issue({
  subject: 'CN=Customer CA',
  ca: true,
  issuer: intermediate,
  extensions: [nameConstraints(['customer.example'])],
});

const withoutAlternativeNames = { issuer: ofCustomer, extensions: [{ oid: oids.subjectAltName, value: null }] };
const named = (commonName: string) => issue({ ...withoutAlternativeNames, subject: `CN=${commonName}` });

/** Four bytes for each character, which must be of ASCII. */
const universalString = (text: string) =>
  der(0x1c, Buffer.from([...Buffer.from(text)].flatMap((byte) => [0, 0, 0, byte])));
const inUniversalString = (commonName: string) =>
  issue({
    ...withoutAlternativeNames,
    subject: `CN=${commonName}`,
    subjectDer: sequence(der(0x31, sequence(oid('2.5.4.3'), universalString(commonName)))),
  });

const must = refused('the CA above the leaf may not sign this name');

export const commonNames: Family = {
  name: 'Common names below a limited CA',
  says: 'The pinned intermediate has signed a customer’s CA, which may sign names below `customer.example` only; the customer is the attacker. His leaf has no alternative names. Node and curl then take its common name for the host’s (Go and OkHttp do not), and OpenSSL holds only those common names to the limit that look like host names to it: no wildcards, no dot at the end, and two labels at least.',
  cases: [
    attack({
      id: 'common-name',
      says: 'The common name is `api.example.com`.',
      shows: [named('api.example.com'), ofCustomer, intermediate],
      must,
    }),
    attack({
      id: 'common-name-with-a-dot',
      says: 'The common name is `api.example.com.`, with a dot at its end.',
      shows: [named('api.example.com.'), ofCustomer, intermediate],
      must,
      passesPlatform: true,
    }),
    attack({
      id: 'common-name-wildcard',
      says: 'The common name is `*.example.com`.',
      shows: [named('*.example.com'), ofCustomer, intermediate],
      must,
      passesPlatform: true,
    }),
    attack({
      id: 'common-name-wildcard-with-a-dot',
      says: 'The common name is `*.example.com.`',
      shows: [named('*.example.com.'), ofCustomer, intermediate],
      must,
      passesPlatform: true,
    }),
    attack({
      id: 'common-name-in-universal-string',
      says: 'The common name is `api.example.com.`, with four bytes for each character.',
      shows: [inUniversalString('api.example.com.'), ofCustomer, intermediate],
      must,
      passesPlatform: true,
    }),
    attack({
      id: 'common-name-of-one-label',
      says: 'The host is `intranet`, and so is the common name.',
      host: 'intranet',
      shows: [named('intranet'), ofCustomer, intermediate],
      must,
      passesPlatform: true,
    }),
  ],
};
