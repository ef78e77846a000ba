// Long because it is a table: an entry for each vector about payloads.

import type { ErrorCode } from '@livepin/core';
import { formatDocument, signPayload } from '@livepin/core/sign';
import { day0, domain, makeBundle, makeRoot, oneDay, pinKeys, rootKeys, testKey, testPin } from '@livepin/testkit';
import type { ClientVector } from '../vector.ts';
import { acceptedBundle, bundle, type Cases, chain, documentOf, refusedBundle, root, story } from './story.ts';

// What a payload may say. Every one of these is signed as it should be: the form alone decides.

const [leaf, backup] = [testPin('leaf'), testPin('backup')];
const host = 'api.example.com';
const set = (more: object) => ({ domains: [{ ...domain(host, [leaf, backup]), ...more }] });
const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));

export const bundlePayloads: Cases<ClientVector> = {
  'unknown-member': await acceptedBundle('an unknown member is ignored', { future: { a: [1.5e3, -0, null] } }),
  'proto-member': await acceptedBundle(
    'a member named like a property of objects too',
    JSON.parse('{"__proto__": {"refresh": 1}, "constructor": 1}'),
  ),
  'lone-surrogate': await spelledAccepted(
    'an unknown member with half a surrogate pair in it',
    '"refresh":3600',
    '"refresh":3600,"future":"\\ud800"',
  ),
  'odd-numbers-unknown': await spelledAccepted(
    'an unknown member with numbers that no machine word holds',
    '"refresh":3600',
    '"refresh":3600,"future":[1e400,-0,0.10,123456789012345678901234567890]',
  ),
  'unknown-in-domain': await acceptedBundle('an unknown member of a pin set', set({ future: { x: 1 } })),
  'minor-version': await acceptedBundle('a later minor version', { spec: '1.7' }),
  'major-version': await refusedBundle('another major version', 'LP_SPEC_UNSUPPORTED', { spec: '2.0' }),
  'spec-without-minor': await refusedBundle('a version without its minor part', 'LP_SPEC_UNSUPPORTED', { spec: '1' }),
  'spec-leading-zero': await refusedBundle('a version in a second spelling', 'LP_SPEC_UNSUPPORTED', { spec: '1.00' }),
  'spec-long-minor': await acceptedBundle('a minor version of nine digits', { spec: '1.123456789' }),
  'spec-longer-minor': await refusedBundle('of ten', 'LP_SPEC_UNSUPPORTED', { spec: '1.1234567890' }),
  'spec-blank': await refusedBundle('with a blank', 'LP_SPEC_UNSUPPORTED', { spec: '1.0 ' }),
  'spec-missing': await refusedBundle('no version', 'LP_MEMBER_MISSING', { spec: undefined }),
  'spec-number': await refusedBundle('a version that is a number', 'LP_MEMBER_TYPE', { spec: 1 }),
  'empty-domains': await acceptedBundle('no domains at all', { domains: [] }),
  'domains-missing': await refusedBundle('the domains are missing', 'LP_MEMBER_MISSING', { domains: undefined }),
  'unlisted-missing': await refusedBundle('unlisted is missing', 'LP_MEMBER_MISSING', { unlisted: undefined }),
  'unlisted-unknown': await refusedBundle('unlisted has a third value', 'LP_MEMBER_VALUE', { unlisted: 'report' }),
  'mode-missing': await refusedBundle('a pin set without mode', 'LP_MEMBER_MISSING', set({ mode: undefined })),
  'mode-unknown': await refusedBundle('a pin set with a mode of the future', 'LP_MEMBER_VALUE', set({ mode: 'warn' })),
  'mode-case': await refusedBundle('a mode in upper case', 'LP_MEMBER_VALUE', set({ mode: 'Enforce' })),
  'stale-refuse': await acceptedBundle('a set that refuses when stale', set({ stale: 'refuse' })),
  'stale-unknown': await refusedBundle('a third value of stale', 'LP_MEMBER_VALUE', set({ stale: 'open' })),
  'subdomains-missing': await refusedBundle(
    'a pin set without its sub-domain rule',
    'LP_MEMBER_MISSING',
    set({ subdomains: undefined }),
  ),
  'subdomains-text': await refusedBundle('a sub-domain rule in quotes', 'LP_MEMBER_TYPE', set({ subdomains: 'true' })),
  'subdomains-of-address': await refusedBundle(
    'a sub-domain rule on an address',
    'LP_SUBDOMAINS_OF_ADDRESS',
    set({ host: '192.0.2.1', subdomains: true }),
  ),
  'host-upper-case': await refusedBundle(
    'a host in upper case',
    'LP_HOST_NOT_CANONICAL',
    set({ host: 'API.example.com' }),
  ),
  'host-wildcard': await refusedBundle('a wildcard', 'LP_HOST_MALFORMED', set({ host: '*.example.com' })),
  'host-twice': await refusedBundle('a host twice, with different rules', 'LP_LIST_REPEATS', {
    domains: [domain(host, [leaf]), domain(host, [backup], { subdomains: true })],
  }),
  'one-pin': await acceptedBundle('one pin: clients accept it, publishing does not', set({ pins: [leaf] })),
  'no-pins': await refusedBundle('no pins', 'LP_MEMBER_RANGE', set({ pins: [] })),
  'sixty-four-pins': await acceptedBundle('64 pins', set({ pins: many(64, (index) => testPin(`many ${index}`)) })),
  'sixty-five-pins': await refusedBundle(
    '65 pins',
    'LP_MEMBER_RANGE',
    set({ pins: many(65, (index) => testPin(`many ${index}`)) }),
  ),
  'pin-twice': await refusedBundle(
    'a pin twice looks like a backup and is none',
    'LP_LIST_REPEATS',
    set({ pins: [leaf, leaf] }),
  ),
  'pin-malformed': await refusedBundle(
    'a pin without padding',
    'LP_PIN_MALFORMED',
    set({ pins: [leaf, backup.slice(0, 43)] }),
  ),
  'pin-null': await refusedBundle('null for a pin', 'LP_MEMBER_TYPE', set({ pins: [leaf, null] })),
  'domain-text': await refusedBundle('a domain that is a text', 'LP_MEMBER_TYPE', { domains: [host] }),
  'pins-before-their-number': await refusedBundle(
    'each pin is read before they are counted',
    'LP_PIN_MALFORMED',
    set({ pins: [...many(64, (index) => testPin(`many ${index}`)), 'x'] }),
  ),
  'thousand-revoked': await acceptedBundle('a thousand revoked keys, and no more pins than fit beside them', {
    domains: [],
    revoked: many(1_000, (index) => testPin(`revoked ${index}`)),
  }),
  'over-thousand-revoked': await refusedBundle('one more', 'LP_MEMBER_RANGE', {
    domains: [],
    revoked: many(1_001, (index) => testPin(`revoked ${index}`)),
  }),
  'revoked-malformed': await refusedBundle('a revoked key that is no pin', 'LP_PIN_MALFORMED', { revoked: ['x'] }),
  'revoked-and-pinned': await acceptedBundle('a key that is pinned and revoked', {
    domains: [domain(host, [leaf, backup])],
    revoked: [leaf],
  }),
  'revoked-null': await refusedBundle('null for an absent list', 'LP_MEMBER_TYPE', { revoked: null }),
  'stale-null': await refusedBundle('null for an absent word', 'LP_MEMBER_TYPE', set({ stale: null })),
  'host-missing': await refusedBundle('a pin set without host', 'LP_MEMBER_MISSING', set({ host: undefined })),
  'pins-missing': await refusedBundle('a pin set without pins', 'LP_MEMBER_MISSING', set({ pins: undefined })),
  'pins-text': await refusedBundle('pins that are no list', 'LP_MEMBER_TYPE', set({ pins: leaf })),
  'domains-object': await refusedBundle('domains by name', 'LP_MEMBER_TYPE', { domains: { [host]: [leaf] } }),
  'subdomains-of-ipv6': await refusedBundle(
    'a sub-domain rule on an IPv6 address',
    'LP_SUBDOMAINS_OF_ADDRESS',
    set({ host: '2001:db8::1', subdomains: true }),
  ),
  'address-pinned': await acceptedBundle('an address without sub-domain rule', set({ host: '2001:db8::1' })),
  'host-below-and-above': await acceptedBundle('a name and one below it', {
    domains: [domain('example.com', [leaf], { subdomains: true }), domain(host, [backup])],
  }),
  'revoked-twice': await refusedBundle('a revoked key twice', 'LP_LIST_REPEATS', { revoked: [leaf, leaf] }),
  'refresh-60': await acceptedBundle('a refresh of 60 seconds', { refresh: 60 }),
  'refresh-59': await refusedBundle('of 59', 'LP_MEMBER_RANGE', { refresh: 59 }),
  'refresh-week': await acceptedBundle('of a week', { refresh: 604_800 }),
  'refresh-over-week': await refusedBundle('of a second more', 'LP_MEMBER_RANGE', { refresh: 604_801 }),
  'refresh-text': await refusedBundle('a number in quotes', 'LP_MEMBER_TYPE', { refresh: '3600' }),
  'refresh-fraction': await refusedBundle('a fraction', 'LP_MEMBER_TYPE', { refresh: 3600.5 }),
  'version-zero': await refusedBundle('version 0', 'LP_MEMBER_RANGE', { version: 0 }),
  'version-negative': await refusedBundle('a negative version', 'LP_MEMBER_RANGE', { version: -1 }),
  'epoch-zero': await refusedBundle('epoch 0', 'LP_MEMBER_RANGE', { epoch: 0 }),
  'app-malformed': await refusedBundle('an app id with a blank', 'LP_MEMBER_VALUE', { app: 'my app' }),
  'version-largest': await refusedBundle(
    'the largest version is well-formed; what refuses this one is its end',
    'LP_LIFETIME',
    { version: 9_007_199_254_740_991, exp: 0 },
  ),
  'iat-missing': await refusedBundle('no beginning', 'LP_MEMBER_MISSING', { iat: undefined }),
  'iat-zero': await refusedBundle(
    'a beginning in 1970 is well-formed; what refuses this one is its end',
    'LP_BUNDLE_EXPIRED',
    {
      iat: 0,
      exp: 14 * oneDay,
    },
  ),
  'iat-negative': await refusedBundle('a beginning before 1970', 'LP_MEMBER_RANGE', { iat: -1, exp: 14 * oneDay }),
  'exp-missing': await refusedBundle('no end', 'LP_MEMBER_MISSING', { exp: undefined }),
  'root-zero': await refusedBundle('trust root 0', 'LP_MEMBER_RANGE', { root: 0 }),
  'root-missing': await refusedBundle('no trust root', 'LP_MEMBER_MISSING', { root: undefined }),
  'app-of-128': await refusedBundle('an app id of 128 characters is well-formed', 'LP_BUNDLE_APP', {
    app: 'a'.repeat(128),
  }),
  'app-of-129': await refusedBundle('one of 129 is not', 'LP_MEMBER_VALUE', { app: 'a'.repeat(129) }),
  'app-ends-in-dot': await refusedBundle('nor one that ends in a dot', 'LP_MEMBER_VALUE', { app: 'com.example.' }),
  'app-with-slash': await refusedBundle('nor one with a slash, which addresses end in', 'LP_MEMBER_VALUE', {
    app: '../com.example.bank',
  }),
  'app-case': await refusedBundle('upper case makes another app', 'LP_BUNDLE_APP', { app: 'com.example.Bank' }),
  'chain-unused-bits': await refusedBundle('a chain name with unused bits that are not zero', 'LP_MEMBER_VALUE', {
    chain: `${'A'.repeat(42)}B`,
  }),
  'chain-padded': await refusedBundle('with padding', 'LP_MEMBER_VALUE', { chain: `${'A'.repeat(43)}=` }),
  'chain-malformed': await refusedBundle('a chain name that is none', 'LP_MEMBER_VALUE', { chain: 'main' }),
  'sample-none': await acceptedBundle('a sample of nothing', { samplePer10000: 0 }),
  'sample-all': await acceptedBundle('a sample of all', { samplePer10000: 10_000 }),
  'sample-negative': await refusedBundle('a sample of less than nothing', 'LP_MEMBER_RANGE', { samplePer10000: -1 }),
  'sample-over': await refusedBundle('a sample of more than all', 'LP_MEMBER_RANGE', { samplePer10000: 10_001 }),
  'seven-days': await acceptedBundle('a life of seven days', { exp: day0 + 7 * oneDay }),
  'under-seven-days': await refusedBundle('of a second less', 'LP_LIFETIME', { exp: day0 + 7 * oneDay - 1 }),
  '400-days': await acceptedBundle('of 400 days', { exp: day0 + 400 * oneDay }),
  'over-400-days': await refusedBundle('of a second more', 'LP_LIFETIME', { exp: day0 + 400 * oneDay + 1 }),
  'exp-before-iat': await refusedBundle('an end before its beginning', 'LP_LIFETIME', { exp: day0 - 1 }),
  'report-to': await acceptedBundle('places to report to', {
    reportTo: ['https://reports.example.com/v1?app=x', 'https://192.0.2.1:8443'],
  }),
  'report-to-http': await refusedBundle('one of them in the clear', 'LP_URL_MALFORMED', {
    reportTo: ['http://reports.example.com'],
  }),
  'source-user': await refusedBundle('a place with user information', 'LP_URL_MALFORMED', {
    sources: ['https://user@example.com/'],
  }),
  'source-fragment': await refusedBundle('with a fragment', 'LP_URL_MALFORMED', {
    sources: ['https://example.com/#x'],
  }),
  'source-port': await refusedBundle('with an impossible port', 'LP_URL_MALFORMED', {
    sources: ['https://example.com:65536/'],
  }),
  'source-backslash': await refusedBundle('with a backslash, which some read as a slash', 'LP_URL_MALFORMED', {
    sources: ['https://example.com\\@evil.example/'],
  }),
  'source-upper-case': await refusedBundle('with a host in upper case', 'LP_URL_MALFORMED', {
    sources: ['https://EXAMPLE.com/'],
  }),
  'source-ipv6': await acceptedBundle('a place at an IPv6 address', {
    sources: ['https://[2001:db8::1]:8443/livepin'],
  }),
  'source-largest-port': await acceptedBundle('the largest port', { sources: ['https://example.com:65535/'] }),
  'source-query': await acceptedBundle('a query right behind the host', { sources: ['https://example.com?app=x'] }),
  'source-port-zero': await refusedBundle('port 0', 'LP_URL_MALFORMED', { sources: ['https://example.com:0/'] }),
  'source-scheme-case': await refusedBundle('the scheme in upper case', 'LP_URL_MALFORMED', {
    sources: ['HTTPS://example.com/'],
  }),
  'source-odd-address': await refusedBundle('an address in an odd spelling', 'LP_URL_MALFORMED', {
    sources: ['https://0x7f.1/'],
  }),
  'source-long-ipv6': await refusedBundle('an IPv6 address in its long form', 'LP_URL_MALFORMED', {
    sources: ['https://[2001:db8:0:0:0:0:0:1]/'],
  }),
  'source-trailing-dot': await refusedBundle('a trailing dot', 'LP_URL_MALFORMED', {
    sources: ['https://example.com./'],
  }),
  'source-blank': await refusedBundle('a blank in the path', 'LP_URL_MALFORMED', {
    sources: ['https://example.com/a b'],
  }),
  'source-line-end': await refusedBundle('a line end behind it', 'LP_URL_MALFORMED', {
    sources: ['https://example.com/\n'],
  }),
  'source-not-ascii': await refusedBundle('a letter beyond ASCII', 'LP_URL_MALFORMED', {
    sources: ['https://example.com/ä'],
  }),
  'source-longest': await acceptedBundle('2,048 characters', {
    sources: ['https://example.com/'.padEnd(2_048, 'a')],
  }),
  'source-too-long': await refusedBundle('2,049', 'LP_URL_MALFORMED', {
    sources: ['https://example.com/'.padEnd(2_049, 'a')],
  }),
  'sixteen-sources': await acceptedBundle('sixteen places', {
    sources: many(16, (index) => `https://a${index}.example`),
  }),
  'report-to-number': await refusedBundle('a place that is a number', 'LP_MEMBER_TYPE', { reportTo: [1] }),
  'source-twice': await refusedBundle('a place twice', 'LP_LIST_REPEATS', {
    sources: ['https://a.example', 'https://a.example'],
  }),
  'seventeen-sources': await refusedBundle('seventeen places', 'LP_MEMBER_RANGE', {
    sources: many(17, (index) => `https://a${index}.example`),
  }),
  'two-hundred-sixty-hosts': await acceptedBundle('260 hosts of two pins fit', {
    domains: many(260, (index) => domain(`host-${index}.example.com`, [leaf, backup])),
  }),
  'odd-numbers': await spelled('a number with an exponent', '"refresh":3600', '"refresh":36e2', 'LP_MEMBER_TYPE'),
  'odd-fraction': await spelled(
    'a number with an empty fraction',
    '"refresh":3600',
    '"refresh":3600.0',
    'LP_MEMBER_TYPE',
  ),
  'odd-minus-zero': await spelled('minus zero', '"samplePer10000":0', '"samplePer10000":-0', 'LP_MEMBER_TYPE'),
  'odd-large': await spelled('an integer beyond 2^53−1', '"version":2', '"version":9007199254740993', 'LP_MEMBER_TYPE'),
  'odd-leading-zero': await spelled(
    'a leading zero is no JSON',
    '"refresh":3600',
    '"refresh":03600',
    'LP_JSON_MALFORMED',
  ),
  'duplicate-proto': await spelled(
    'two members named __proto__',
    '"refresh":3600',
    '"refresh":3600,"__proto__":1,"__proto__":1',
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'duplicate-in-unknown': await spelled(
    'two members of one name inside an unknown one',
    '"refresh":3600',
    '"refresh":3600,"future":{"x":1,"\\u0078":1}',
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'odd-beyond': await spelled('2^53', '"version":2', '"version":9007199254740992', 'LP_MEMBER_TYPE'),
  'odd-plus': await spelled('a plus sign is no JSON', '"refresh":3600', '"refresh":+3600', 'LP_JSON_MALFORMED'),
  'odd-hexadecimal': await spelled('nor is hexadecimal', '"refresh":3600', '"refresh":0xe10', 'LP_JSON_MALFORMED'),
  'odd-nan': await spelled('nor is NaN', '"refresh":3600', '"refresh":NaN', 'LP_JSON_MALFORMED'),
  'duplicate-pins': await spelled(
    'two members named pins',
    '"pins":[',
    `"pins":["${leaf}"],"pins":[`,
    'LP_JSON_DUPLICATE_MEMBER',
  ),
};

/** A payload that `JSON.stringify` would not write: the text is changed before it is signed. */
async function spelled(says: string, from: string, to: string, code: ErrorCode): Promise<ClientVector> {
  const honest = await makeBundle(chain, { version: 2, samplePer10000: 0 }, []);
  const text = Buffer.from(JSON.parse(Buffer.from(honest).toString()).payload, 'base64url').toString();
  if (!text.includes(from)) throw new Error(`${says}: the payload does not hold ${from}`);
  const document = { payload: Buffer.from(text.replace(from, to)).toString('base64url'), signatures: [] };
  return story(says, [bundle(Buffer.from(JSON.stringify(document)), code)]);
}

/** The same, signed. */
async function spelledAccepted(says: string, from: string, to: string): Promise<ClientVector> {
  const honest = await makeBundle(chain, { version: 2 }, []);
  const text = Buffer.from(JSON.parse(Buffer.from(honest).toString()).payload, 'base64url').toString();
  if (!text.includes(from)) throw new Error(`${says}: the payload does not hold ${from}`);
  const payload = Buffer.from(text.replace(from, to)).toString('base64url');
  const document = formatDocument(payload, [await signPayload('livepin-bundle+json', payload, pinKeys[0]!)]);
  return story(says, [bundle(document, 'accepted', { after: { inForce: '1.2' } })]);
}

const next = { chain };
const refusedRoot = async (says: string, code: ErrorCode, payload: Record<string, unknown>): Promise<ClientVector> =>
  story(says, [root(await makeRoot({ version: 2, payload: { ...next, ...payload } }), code, { after: { root: 1 } })]);
const acceptedRoot = async (says: string, payload: Record<string, unknown>): Promise<ClientVector> =>
  story(says, [
    root(await makeRoot({ version: 2, payload: { ...next, ...payload } }), 'accepted', { after: { root: 2 } }),
  ]);

const allKeys = [...rootKeys, pinKeys[0]!];
const jwks = allKeys.map(({ jwk }) => jwk);
const role = (kids: readonly string[], threshold: number) => ({ kids, threshold });
const kids = rootKeys.map(({ kid }) => kid);
const pinKids = [pinKeys[0]!.kid];
const future = { kty: 'AKP', alg: 'ML-DSA-65', kid: 'ml-dsa-key', pub: 'AAAA' };
const edwardsKey = (hex: string) => ({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') });
const smallOrder = edwardsKey(`01${'00'.repeat(31)}`);
const orderEight = edwardsKey('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
const notOnEdwards = edwardsKey(`02${'00'.repeat(31)}`);
const aboveThePrime = edwardsKey(`f0${'ff'.repeat(30)}7f`);
const negated = signedBackwards(testKey('root 2', 'Ed25519').jwk);

/** The negative of a point: the same y, and the other sign of x. */
function signedBackwards(jwk: Readonly<Record<string, string>>) {
  const bytes = Buffer.from(jwk['x']!, 'base64url');
  bytes[31]! ^= 0x80;
  return { jwk: { ...jwk, x: bytes.toString('base64url') } };
}

// Points of P-256 with a coordinate so small that the prime can be added to it within 32 bytes: x = 0, and y = 5.
const p256Prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const yOfZero = 0x66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4n;
const xOfFive = 0xd7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7n;
const coordinate = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toString('base64url');
const p256Key = (x: bigint, y: bigint) => ({ kty: 'EC', crv: 'P-256', x: coordinate(x), y: coordinate(y) });

const offCurve = { ...testKey('root 1').jwk, y: testKey('root 3').jwk['y'] };

/** The real pin key, and as many more of a type that nobody knows. */
function withPinKids(more: number) {
  const unknown = many(more, (index) => ({ ...future, kid: `future-${index}` })) as { kid: string }[];
  const pins = role([...pinKids, ...unknown.map(({ kid }) => kid)], 1);
  return { keys: [...jwks, ...unknown], roles: { root: role(kids, 2), pins } };
}

export const rootPayloads: Cases<ClientVector> = {
  'future-key': await acceptedRoot('a key of a type that is not known stands beside the others', {
    keys: [...jwks, future],
    roles: { root: role([...kids, 'ml-dsa-key'], 2), pins: role(pinKids, 1) },
  }),
  'future-curve': await acceptedRoot('a known type with an unknown curve too', {
    keys: [...jwks, { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA', kid: 'p384' }],
  }),
  'future-edwards-curve': await acceptedRoot('an Edwards curve that is not known', {
    keys: [...jwks, { kty: 'OKP', crv: 'Ed448', x: 'AA', kid: 'ed448' }],
  }),
  'future-type-of-known-curve': await acceptedRoot('a type that is not known, with a curve that is', {
    keys: [...jwks, { kty: 'AKP', crv: 'Ed25519', x: 'AA', kid: 'odd' }, { kty: 'AKP', crv: 'P-256', kid: 'odder' }],
  }),
  'future-type-of-other-family': await acceptedRoot('known types, each with the curve of the other', {
    keys: [...jwks, { kty: 'EC', crv: 'Ed25519', x: 'AA', kid: 'odd' }, { kty: 'OKP', crv: 'P-256', kid: 'odder' }],
  }),
  'future-key-without-kid': await refusedRoot('one that does not carry its kid', 'LP_MEMBER_MISSING', {
    keys: [...jwks, { kty: 'AKP', pub: 'AAAA' }],
  }),
  'future-key-private': await refusedRoot('one with its private part', 'LP_KEY_PRIVATE', {
    keys: [...jwks, { ...future, priv: 'AAAA' }],
  }),
  'own-kid': await acceptedRoot('a known key may carry its thumbprint', {
    keys: jwks.map((jwk, index) => ({ ...jwk, kid: allKeys[index]!.kid })),
  }),
  'wrong-kid': await refusedRoot('but no other name', 'LP_KEY_ID', {
    keys: jwks.map((jwk) => ({ ...jwk, kid: 'mine' })),
  }),
  'key-use': await acceptedRoot('what a key says of itself agrees', {
    keys: jwks.map((jwk, index) => ({ ...jwk, use: 'sig', key_ops: ['verify'], alg: allKeys[index]!.alg })),
  }),
  'key-use-enc': await refusedRoot('a key for encryption', 'LP_KEY_USE', {
    keys: jwks.map((jwk) => ({ ...jwk, use: 'enc' })),
  }),
  'key-ops-sign': await refusedRoot('a key for signing only', 'LP_KEY_USE', {
    keys: jwks.map((jwk) => ({ ...jwk, key_ops: ['sign'] })),
  }),
  'key-alg-other': await refusedRoot('a key of another algorithm', 'LP_KEY_USE', {
    keys: jwks.map((jwk) => ({ ...jwk, alg: 'ES384' })),
  }),
  'private-key': await refusedRoot('a private key', 'LP_KEY_PRIVATE', {
    keys: jwks.map((jwk) => ({ ...jwk, d: 'AAAA' })),
  }),
  'off-curve': await refusedRoot('a point that is not on P-256', 'LP_KEY_MALFORMED', { keys: [...jwks, offCurve] }),
  'short-coordinate': await refusedRoot('a coordinate of 31 bytes', 'LP_KEY_MALFORMED', {
    keys: [...jwks, { ...jwks[0], x: jwks[0]!['x']!.slice(0, 42).replace(/.$/, 'A') }],
  }),
  'small-order': await refusedRoot('an Ed25519 key of order one', 'LP_KEY_MALFORMED', { keys: [...jwks, smallOrder] }),
  'order-eight': await refusedRoot('one of order eight', 'LP_KEY_MALFORMED', { keys: [...jwks, orderEight] }),
  'not-on-edwards': await refusedRoot('one that is no point', 'LP_KEY_MALFORMED', { keys: [...jwks, notOnEdwards] }),
  'x-zero': await acceptedRoot('a point of P-256 whose x is zero', { keys: [...jwks, p256Key(0n, yOfZero)] }),
  'x-is-the-prime': await refusedRoot('the same with the prime for x', 'LP_KEY_MALFORMED', {
    keys: [...jwks, p256Key(p256Prime, yOfZero)],
  }),
  'y-five': await acceptedRoot('a point of P-256 whose y is five', { keys: [...jwks, p256Key(xOfFive, 5n)] }),
  'y-above-the-prime': await refusedRoot('the same with the prime added to y', 'LP_KEY_MALFORMED', {
    keys: [...jwks, p256Key(xOfFive, 5n + p256Prime)],
  }),
  'order-two': await refusedRoot('one of order two', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey(`ec${'ff'.repeat(30)}7f`)],
  }),
  'order-four': await refusedRoot('one of order four', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey('00'.repeat(32))],
  }),
  'order-four-negative': await refusedRoot('the other of order four', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey(`${'00'.repeat(31)}80`)],
  }),
  'order-eight-negative': await refusedRoot('another of order eight', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85')],
  }),
  'order-eight-other': await refusedRoot('a third of order eight', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')],
  }),
  'order-one-odd-sign': await refusedRoot('one of order one, with a sign that zero has not', 'LP_KEY_MALFORMED', {
    keys: [...jwks, edwardsKey(`01${'00'.repeat(30)}80`)],
  }),
  'edwards-odd-sign': await acceptedRoot('an ordinary key whose x is odd', { keys: [...jwks, negated.jwk] }),
  'above-the-prime': await refusedRoot('one whose coordinate is not below the prime', 'LP_KEY_MALFORMED', {
    keys: [...jwks, aboveThePrime],
  }),
  'key-text': await refusedRoot('a key that is a text', 'LP_MEMBER_TYPE', { keys: [...jwks, 'x'] }),
  'key-without-type': await refusedRoot('a key without its type', 'LP_MEMBER_MISSING', {
    keys: [...jwks, { crv: 'P-256' }],
  }),
  'key-without-y': await refusedRoot('half a point', 'LP_MEMBER_MISSING', {
    keys: [...jwks, { ...jwks[0], y: undefined }],
  }),
  'key-coordinate-padded': await refusedRoot('a coordinate with padding', 'LP_BASE64URL_MALFORMED', {
    keys: [...jwks, { ...jwks[0], x: `${jwks[0]!['x']}=` }],
  }),
  'key-long-coordinate': await refusedRoot('a coordinate with a zero before it', 'LP_KEY_MALFORMED', {
    keys: [
      ...jwks,
      {
        ...jwks[0],
        x: Buffer.concat([Buffer.alloc(1), Buffer.from(jwks[0]!['x']!, 'base64url')]).toString('base64url'),
      },
    ],
  }),
  'key-all-zero': await refusedRoot('a point of zeros', 'LP_KEY_MALFORMED', {
    keys: [...jwks, { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
  }),
  'key-unknown-member': await acceptedRoot('a key with members that nobody knows', {
    keys: jwks.map((jwk) => ({ ...jwk, note: 'kept by the treasurer' })),
  }),
  'key-ops-sixteen': await acceptedRoot('sixteen operations', {
    keys: jwks.map((jwk) => ({ ...jwk, key_ops: ['verify', ...many(15, (index) => `x${index}`)] })),
  }),
  'key-ops-seventeen': await refusedRoot('seventeen', 'LP_MEMBER_RANGE', {
    keys: jwks.map((jwk) => ({ ...jwk, key_ops: ['verify', ...many(16, (index) => `x${index}`)] })),
  }),
  'key-ops-none': await refusedRoot('none', 'LP_MEMBER_RANGE', { keys: jwks.map((jwk) => ({ ...jwk, key_ops: [] })) }),
  'key-ops-text': await refusedRoot('operations that are no list', 'LP_MEMBER_TYPE', {
    keys: jwks.map((jwk) => ({ ...jwk, key_ops: 'verify' })),
  }),
  'key-ops-twice': await refusedRoot('one operation twice', 'LP_LIST_REPEATS', {
    keys: jwks.map((jwk) => ({ ...jwk, key_ops: ['verify', 'verify'] })),
  }),
  'key-private-before-form': await refusedRoot(
    'a private member is told first, whatever else is wrong',
    'LP_KEY_PRIVATE',
    {
      keys: [...jwks, { d: 'AAAA' }],
    },
  ),
  'kid-malformed': await refusedRoot('a kid with a blank', 'LP_MEMBER_VALUE', {
    keys: [...jwks, { ...future, kid: 'my key' }],
  }),
  'kid-of-another': await refusedRoot('an unknown key under the name of a known one', 'LP_LIST_REPEATS', {
    keys: [...jwks, { ...future, kid: kids[0]! }],
  }),
  'unlisted-in-roles': await acceptedRoot('a key that has no role', { keys: [...jwks, testKey('idle').jwk] }),
  'keys-missing': await refusedRoot('no keys', 'LP_MEMBER_MISSING', { keys: undefined }),
  'roles-missing': await refusedRoot('no roles', 'LP_MEMBER_MISSING', { roles: undefined }),
  'role-missing': await refusedRoot('one role only', 'LP_MEMBER_MISSING', { roles: { root: role(kids, 2) } }),
  'role-unknown': await acceptedRoot('a third role is ignored', {
    roles: { root: role(kids, 2), pins: role(pinKids, 1), audit: role(['nobody'], 9) },
  }),
  'threshold-text': await refusedRoot('a threshold in quotes', 'LP_MEMBER_TYPE', {
    roles: { root: { kids, threshold: '2' }, pins: role(pinKids, 1) },
  }),
  'version-zero': await refusedRoot('version 0', 'LP_MEMBER_RANGE', { version: 0 }),
  'epoch-zero': await refusedRoot('epoch 0', 'LP_MEMBER_RANGE', { epoch: 0 }),
  'major-version': await refusedRoot('another major version', 'LP_SPEC_UNSUPPORTED', { spec: '2.0' }),
  'no-life': await refusedRoot('an end at its beginning', 'LP_LIFETIME', { exp: day0 }),
  'shortest-life': await acceptedRoot('a life of one second', { exp: day0 + 1 }),
  'unknown-member': await acceptedRoot('an unknown member is ignored', { future: { x: [null] } }),
  'key-twice': await refusedRoot('a key twice', 'LP_LIST_REPEATS', { keys: [...jwks, jwks[0]] }),
  'sixty-four-kids': await acceptedRoot('a role of 64 keys', withPinKids(63)),
  'sixty-five-kids': await refusedRoot('of 65', 'LP_MEMBER_RANGE', withPinKids(64)),
  'threshold-zero': await refusedRoot('a threshold of nothing', 'LP_MEMBER_RANGE', {
    roles: { root: role(kids, 0), pins: role(pinKids, 1) },
  }),
  'threshold-over': await refusedRoot('a threshold above the number of keys', 'LP_MEMBER_RANGE', {
    roles: { root: role(kids, 4), pins: role(pinKids, 1) },
  }),
  'role-without-keys': await refusedRoot('a role without keys', 'LP_MEMBER_RANGE', {
    roles: { root: role(kids, 2), pins: role([], 1) },
  }),
  'role-unknown-key': await refusedRoot('a role with a key that is not listed', 'LP_ROLE_UNKNOWN_KEY', {
    roles: { root: role(kids, 2), pins: role(['nobody'], 1) },
  }),
  'role-key-twice': await refusedRoot('a role with one key twice', 'LP_LIST_REPEATS', {
    roles: { root: role([...kids, kids[0]!], 2), pins: role(pinKids, 1) },
  }),
  'role-shared-key': await refusedRoot('a key with both roles', 'LP_ROLE_SHARED_KEY', {
    roles: { root: role(kids, 2), pins: role([kids[0]!], 1) },
  }),
  'ten-years': await acceptedRoot('a life of 3,653 days', { exp: day0 + 3_653 * oneDay }),
  'over-ten-years': await refusedRoot('of a second more', 'LP_LIFETIME', { exp: day0 + 3_653 * oneDay + 1 }),
  'first-with-chain': {
    ...story('a first trust root that names a chain', []),
    root: documentOf(await makeRoot({ payload: { chain } })),
    expect: 'LP_ROOT_FIRST_CHAIN',
  },
  'later-without-chain': await refusedRoot('a later one that names none', 'LP_MEMBER_MISSING', { chain: undefined }),
};
