// Long because it is a table: an entry for each vector about signatures.

import { type ErrorCode, encodeBase64Url, encodeUtf8 } from '@livepin/core';
import { formatDocument, signPayload } from '@livepin/core/sign';
import { type TestKey, testKey } from '@livepin/testkit';
import type { SignaturesVector } from '../vector.ts';
import { type Cases, documentOf, raw } from './story.ts';

const type = 'livepin-bundle+json';
const [ec, ed, other] = [testKey('pin 1'), testKey('pin 2', 'Ed25519'), testKey('not listed')] as const;
const payload = encodeBase64Url(encodeUtf8('{"says":"anything"}'));

const listed = ({ kid, alg, jwk }: TestKey): SignaturesVector['keys'][number] => ({ kid, alg, jwk });
const unknownKey = { kid: 'ml-dsa-key', alg: null, jwk: { kty: 'AKP', alg: 'ML-DSA-65' } };

type Entry = Awaited<ReturnType<typeof signPayload>>;
const signed = (key: TestKey) => signPayload(type, payload, key);

/** A signature that is genuine in all but its header. */
async function under(header: object, key: TestKey): Promise<Entry> {
  const encoded = encodeBase64Url(encodeUtf8(JSON.stringify(header)));
  const signature = await key.sign(encodeUtf8(`${encoded}.${payload}`));
  return { protected: encoded, signature: encodeBase64Url(signature) };
}

function signatures(
  says: string,
  entries: readonly Entry[],
  expect: readonly TestKey[] | ErrorCode,
  more: Partial<SignaturesVector> = {},
): SignaturesVector {
  const keys = [listed(ec), listed(ed), unknownKey];
  const wanted = typeof expect === 'string' ? (expect as ErrorCode) : { signers: expect.map(({ kid }) => kid) };
  return {
    kind: 'signatures',
    says,
    type,
    keys,
    document: documentOf(formatDocument(payload, entries)),
    expect: wanted,
    ...more,
  };
}

const header = (key: TestKey, more: object = {}) => ({ alg: key.alg, kid: key.kid, typ: type, ...more });
const flipped = (entry: Entry): Entry => ({
  ...entry,
  signature: (entry.signature.startsWith('A') ? 'B' : 'A') + entry.signature.slice(1),
});
const p256Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature that ECDSA counts as good: (r, n − s). */
function otherS(entry: Entry): Entry {
  const bytes = Buffer.from(entry.signature, 'base64url');
  const s = p256Order - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const turned = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
  return { ...entry, signature: turned.toString('base64url') };
}

function withBytes(entry: Entry, change: (bytes: Buffer) => unknown): Entry {
  const bytes = Buffer.from(entry.signature, 'base64url');
  change(bytes);
  return { ...entry, signature: bytes.toString('base64url') };
}

function lengthened(entry: Entry): Entry {
  return {
    ...entry,
    signature: Buffer.concat([Buffer.from(entry.signature, 'base64url'), Buffer.alloc(1)]).toString('base64url'),
  };
}

const ed25519Order = 2n ** 252n + 27742317777372353535851937790883648493n;

/** S is little-endian in the last 32 bytes (RFC 8032 §5.1.6). */
function addEd25519Order(bytes: Buffer): void {
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + ed25519Order;
  bytes.set(Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(), 32);
}

/** Signed by hand where `formatDocument` would not write it so. */
const written = (says: string, document: string, expect: ErrorCode): SignaturesVector =>
  signatures(says, [], expect, { document: documentOf(raw(document)) });

const good = await signed(ec);
const json = (entry: Entry) => JSON.stringify(entry);

export const signatureCases: Cases<SignaturesVector> = {
  'one-es256': signatures('one good ES256 signature', [good], [ec]),
  'one-ed25519': signatures('one good Ed25519 signature', [await signed(ed)], [ed]),
  both: signatures('both', [good, await signed(ed)], [ec, ed]),
  'high-s-and-low-s': signatures('of both signatures that ECDSA counts as good, either will do', [otherS(good)], [ec]),
  'not-listed': signatures('a key that is not listed counts for nothing', [await signed(other)], []),
  'not-listed-odd-header': signatures(
    'of a key that is not listed the header may say what it likes',
    [await under({ alg: 'none', kid: 'x', crit: ['b64'], b64: false }, other)],
    [],
  ),
  'unknown-key-type': signatures(
    'a key of a type that is not known counts for nothing, and disturbs nobody',
    [good, await under({ alg: 'ML-DSA-65', kid: 'ml-dsa-key', typ: type }, other)],
    [ec],
  ),
  'no-kid': signatures('a signature without kid belongs to no key', [await under({ alg: 'ES256', typ: type }, ec)], []),
  'does-not-verify': signatures('one that does not verify counts for nothing', [flipped(good), await signed(ed)], [ed]),
  'ed25519-does-not-verify': signatures('nor does an Ed25519 signature', [flipped(await signed(ed))], []),
  'short-signature': signatures('nor one of 63 bytes', [{ ...good, signature: good.signature.slice(0, 84) }], []),
  'der-signature': signatures(
    'nor one in DER, as OpenSSL writes it',
    [
      {
        ...good,
        signature: Buffer.concat([
          Buffer.from('30450220', 'hex'),
          Buffer.from(good.signature, 'base64url'),
          Buffer.alloc(3),
        ]).toString('base64url'),
      },
    ],
    [],
  ),
  'empty-signature': signatures('nor an empty one', [{ ...good, signature: '' }], []),
  'zero-signature': signatures(
    'nor 64 zero bytes',
    [{ ...good, signature: Buffer.alloc(64).toString('base64url') }],
    [],
  ),
  'es256-zero-s': signatures('nor an s of zero', [withBytes(good, (bytes) => bytes.fill(0, 32))], []),
  'es256-s-of-the-order': signatures(
    'nor an s that is the order of the curve',
    [withBytes(good, (bytes) => bytes.set(Buffer.from(p256Order.toString(16), 'hex'), 32))],
    [],
  ),
  'ed25519-s-plus-order': signatures(
    'nor an Ed25519 signature whose S has the order of the curve added: every signature has one spelling',
    [withBytes(await signed(ed), addEd25519Order)],
    [],
  ),
  'ed25519-zero-signature': signatures(
    'nor an Ed25519 signature of zeros',
    [withBytes(await signed(ed), (bytes) => bytes.fill(0))],
    [],
  ),
  'long-signature': signatures('nor one of 65 bytes', [lengthened(good)], []),
  'kid-number': signatures(
    'a kid that is a number belongs to no key',
    [await under({ alg: 'ES256', kid: 1, typ: type }, ec)],
    [],
  ),
  'kid-empty': signatures('nor does an empty one', [await under({ alg: 'ES256', kid: '', typ: type }, ec)], []),
  'empty-kid-twice': signatures(
    'but two with an empty kid are refused as two of one key',
    [await under({ alg: 'ES256', kid: '', typ: type }, ec), await under({ alg: 'ES256', kid: '', typ: type }, ec)],
    'LP_JWS_KID_REPEATED',
  ),
  'two-without-kid': signatures(
    'two signatures without kid are not two of one key',
    [await under({ alg: 'ES256', typ: type }, ec), await under({ alg: 'ES256', typ: type }, ec)],
    [],
  ),
  'header-in-other-order': signatures(
    'the order of the header members is free',
    [await under({ typ: type, kid: ec.kid, alg: 'ES256' }, ec)],
    [ec],
  ),
  'type-number': signatures('a type that is a number', [await under(header(ec, { typ: 1 }), ec)], 'LP_JWS_TYPE'),
  'type-with-prefix': signatures(
    'the type as a media type',
    [await under(header(ec, { typ: `application/${type}` }), ec)],
    'LP_JWS_TYPE',
  ),
  'header-extra-before-type': signatures(
    'of several faults of a header a member too many is told first, then the type',
    [await under({ alg: 'none', kid: ec.kid, typ: 'JWT', note: 1 }, ec)],
    'LP_JWS_HEADER',
  ),
  'type-before-algorithm': signatures(
    'then the algorithm',
    [await under({ alg: 'none', kid: ec.kid, typ: 'JWT' }, ec)],
    'LP_JWS_TYPE',
  ),
  'unknown-key-odd-header': signatures(
    'of a key of a type that is not known the header may say what it likes',
    [good, await under({ alg: 'ML-DSA-65', kid: 'ml-dsa-key', crit: ['x'], x: 1 }, other)],
    [ec],
  ),
  'no-signatures': signatures('a document that nobody signed', [], []),
  'key-signs-as-other': signatures(
    'a signature under the name of another listed key',
    [await under(header(ec), { ...ed, alg: 'Ed25519' })],
    [],
  ),
  'other-payload': signatures('a good signature over another payload', [good], [], {
    document: documentOf(formatDocument(encodeBase64Url(encodeUtf8('{"says":"something else"}')), [good])),
  }),
  'same-kid-twice': signatures('two signatures of one key', [good, otherS(good)], 'LP_JWS_KID_REPEATED'),
  'same-unlisted-kid-twice': signatures(
    'also of one that is not listed',
    [await signed(other), await signed(other)],
    'LP_JWS_KID_REPEATED',
  ),
  'header-crit': signatures('crit', [await under(header(ec, { crit: ['exp'], exp: 1 }), ec)], 'LP_JWS_HEADER'),
  'header-b64': signatures('b64', [await under(header(ec, { b64: true }), ec)], 'LP_JWS_HEADER'),
  'header-jwk': signatures('a key of its own', [await under(header(ec, { jwk: ec.jwk }), ec)], 'LP_JWS_HEADER'),
  'header-jku': signatures(
    'an address for keys',
    [await under(header(ec, { jku: 'https://example.com' }), ec)],
    'LP_JWS_HEADER',
  ),
  'header-x5c': signatures('certificates', [await under(header(ec, { x5c: [] }), ec)], 'LP_JWS_HEADER'),
  'header-unknown': signatures('any other member', [await under(header(ec, { note: 1 }), ec)], 'LP_JWS_HEADER'),
  'type-of-root': signatures(
    'the type of the other document',
    [await under(header(ec, { typ: 'livepin-root+json' }), ec)],
    'LP_JWS_TYPE',
  ),
  'type-missing': signatures('no type', [await under({ alg: 'ES256', kid: ec.kid }, ec)], 'LP_JWS_TYPE'),
  'type-case': signatures(
    'the type in upper case',
    [await under(header(ec, { typ: type.toUpperCase() }), ec)],
    'LP_JWS_TYPE',
  ),
  'alg-none': signatures('alg none', [await under(header(ec, { alg: 'none' }), ec)], 'LP_JWS_ALGORITHM'),
  'alg-hmac': signatures('alg HS256', [await under(header(ec, { alg: 'HS256' }), ec)], 'LP_JWS_ALGORITHM'),
  'alg-of-other-key': signatures(
    'the algorithm of another key',
    [await under(header(ed, { alg: 'ES256' }), ed)],
    'LP_JWS_ALGORITHM',
  ),
  'alg-eddsa': signatures(
    'the old, unspecific name EdDSA',
    [await under(header(ed, { alg: 'EdDSA' }), ed)],
    'LP_JWS_ALGORITHM',
  ),
  'alg-missing': signatures('no algorithm', [await under({ kid: ec.kid, typ: type }, ec)], 'LP_JWS_ALGORITHM'),
  'wrong-header-does-not-verify': signatures(
    'a wrong header refuses the document even where the signature would not verify',
    [await signed(ed), flipped(await under(header(ec, { crit: [] }), ec))],
    'LP_JWS_HEADER',
  ),
  'sixteen-signatures': signatures('sixteen signatures', await crowd(16), []),
  'seventeen-signatures': signatures('seventeen', await crowd(17), 'LP_JWS_TOO_MANY_SIGNATURES'),
  compact: written('the compact serialization', `${good.protected}.${payload}.${good.signature}`, 'LP_JSON_MALFORMED'),
  flattened: written('the flattened one', JSON.stringify({ payload, ...good }), 'LP_JWS_SHAPE'),
  'outer-member': written('another outer member', `{"payload":"${payload}","signatures":[],"x":1}`, 'LP_JWS_SHAPE'),
  'unprotected-header': written(
    'an unprotected header',
    `{"payload":"${payload}","signatures":[{"header":{},${json(good).slice(1)}]}`,
    'LP_JWS_SHAPE',
  ),
  'payload-missing': written('no payload', '{"signatures":[]}', 'LP_MEMBER_MISSING'),
  'signatures-missing': written('no signatures', `{"payload":"${payload}"}`, 'LP_MEMBER_MISSING'),
  'signatures-object': written(
    'signatures that are no list',
    `{"payload":"${payload}","signatures":{}}`,
    'LP_MEMBER_TYPE',
  ),
  'signature-text': written(
    'a signature that is a text',
    `{"payload":"${payload}","signatures":["x"]}`,
    'LP_MEMBER_TYPE',
  ),
  'signature-missing': written(
    'a signature without its bytes',
    `{"payload":"${payload}","signatures":[{"protected":"${good.protected}"}]}`,
    'LP_MEMBER_MISSING',
  ),
  'signature-padded': written(
    'a signature with padding',
    `{"payload":"${payload}","signatures":[{"protected":"${good.protected}","signature":"AA=="}]}`,
    'LP_BASE64URL_MALFORMED',
  ),
  'protected-empty': written(
    'an empty protected header',
    `{"payload":"${payload}","signatures":[{"protected":"","signature":""}]}`,
    'LP_JSON_MALFORMED',
  ),
  'protected-list': written(
    'a protected header that is a list',
    `{"payload":"${payload}","signatures":[{"protected":"${encodeBase64Url(raw('[]'))}","signature":""}]}`,
    'LP_MEMBER_TYPE',
  ),
  'protected-not-utf8': written(
    'a protected header that is not UTF-8',
    `{"payload":"${payload}","signatures":[{"protected":"${encodeBase64Url(Uint8Array.of(0x22, 0xff, 0x22))}","signature":""}]}`,
    'LP_JSON_ENCODING',
  ),
  'protected-too-deep': written(
    'a protected header that nests nine deep',
    `{"payload":"${payload}","signatures":[{"protected":"${encodeBase64Url(raw(`{"x":${'['.repeat(8)}${']'.repeat(8)}}`))}","signature":""}]}`,
    'LP_JSON_TOO_DEEP',
  ),
  'payload-empty': written('an empty payload', '{"payload":"","signatures":[]}', 'LP_JSON_MALFORMED'),
  'payload-lone-letter': written(
    'a payload of a length that no bytes have',
    '{"payload":"e30AA","signatures":[]}',
    'LP_BASE64URL_MALFORMED',
  ),
  'payload-line-end': written(
    'a payload with a line end',
    '{"payload":"e3\\n0","signatures":[]}',
    'LP_BASE64URL_MALFORMED',
  ),
  'payload-written-with-escapes': signatures('a payload written with escapes is the same text', [good], [ec], {
    document: documentOf(raw(`{"payload":"\\u0065${payload.slice(1)}","signatures":[${json(good)}]}`)),
  }),
  'too-deep-before-malformed': written('the first fault in reading order is told', '[[[[[[[[[x', 'LP_JSON_TOO_DEEP'),
  'malformed-before-too-deep': written('also the other way round', '[[x[[[[[[[[', 'LP_JSON_MALFORMED'),
  'control-character': written(
    'a control character within a string',
    `{"payload":"${payload}\u0001","signatures":[]}`,
    'LP_JSON_MALFORMED',
  ),
  'control-character-as-end': written(
    'a control character where a string should end',
    `{"payload":"${payload}\u0001,"signatures":[]}`,
    'LP_JSON_MALFORMED',
  ),
  'list-closed-as-object': written(
    'a list that is closed like an object',
    `{"payload":"${payload}","signatures":[{}}}`,
    'LP_JSON_MALFORMED',
  ),
  'object-closed-as-list': written(
    'an object that is closed like a list',
    `{"payload":"${payload}","signatures":[]]`,
    'LP_JSON_MALFORMED',
  ),
  'escape-not-hexadecimal': written(
    'an escape that is not hexadecimal',
    '{"payload":"\\u12g4","signatures":[]}',
    'LP_JSON_MALFORMED',
  ),
  'bad-escape': written('an escape that JSON has not', '{"payload":"\\x41","signatures":[]}', 'LP_JSON_MALFORMED'),
  'short-escape': written('an escape of three digits', '{"payload":"\\u123","signatures":[]}', 'LP_JSON_MALFORMED'),
  'vertical-tab': written(
    'white space that JSON has not',
    `\u000b{"payload":"${payload}","signatures":[]}`,
    'LP_JSON_MALFORMED',
  ),
  'no-break-space': written('a no-break space', `\u00a0{"payload":"${payload}","signatures":[]}`, 'LP_JSON_MALFORMED'),
  'two-documents': written(
    'two documents',
    `{"payload":"${payload}","signatures":[]}{"payload":"${payload}","signatures":[]}`,
    'LP_JSON_MALFORMED',
  ),
  'payload-number': written('a payload that is a number', '{"payload":1,"signatures":[]}', 'LP_MEMBER_TYPE'),
  'payload-list': written(
    'a payload that holds a list',
    `{"payload":"${encodeBase64Url(raw('[]'))}","signatures":[]}`,
    'LP_MEMBER_TYPE',
  ),
  'payload-padded': written('a payload with padding', '{"payload":"e30=","signatures":[]}', 'LP_BASE64URL_MALFORMED'),
  'payload-unused-bits': written(
    'a payload with unused bits that are not zero',
    '{"payload":"e31","signatures":[]}',
    'LP_BASE64URL_MALFORMED',
  ),
  'payload-standard-alphabet': written(
    'a payload in the alphabet of plain base64',
    '{"payload":"e30+","signatures":[]}',
    'LP_BASE64URL_MALFORMED',
  ),
  'payload-not-json': written(
    'a payload that is no JSON',
    `{"payload":"${encodeBase64Url(raw('pins'))}","signatures":[]}`,
    'LP_JSON_MALFORMED',
  ),
  'payload-bom': written(
    'a payload with a byte order mark',
    `{"payload":"${encodeBase64Url(raw('\ufeff{}'))}","signatures":[]}`,
    'LP_JSON_ENCODING',
  ),
  'duplicate-outer': written(
    'two payloads',
    `{"payload":"${payload}","payload":"${payload}","signatures":[]}`,
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'duplicate-escaped': written(
    'two, one of them written with an escape',
    `{"payload":"${payload}","p\\u0061yload":"","signatures":[]}`,
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'duplicate-in-header': written(
    'a header that names its key twice',
    JSON.stringify({
      payload,
      signatures: [{ protected: encodeBase64Url(raw(`{"kid":"${ec.kid}","kid":"${ed.kid}"}`)), signature: '' }],
    }),
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'deep-payload': signatures('a payload that nests eight deep', [], [], {
    document: documentOf(formatDocument(encodeBase64Url(raw(`{"x":${'['.repeat(7)}${']'.repeat(7)}}`)), [])),
  }),
  'deep-payload-of-objects': signatures('also of objects', [], [], {
    document: documentOf(formatDocument(encodeBase64Url(raw(`${'{"x":'.repeat(8)}1${'}'.repeat(8)}`)), [])),
  }),
  'too-deep-payload-of-objects': written(
    'nine deep of objects',
    `{"payload":"${encodeBase64Url(raw(`${'{"x":'.repeat(9)}1${'}'.repeat(9)}`))}","signatures":[]}`,
    'LP_JSON_TOO_DEEP',
  ),
  'too-deep-payload': written(
    'nine deep',
    `{"payload":"${encodeBase64Url(raw(`{"x":${'['.repeat(8)}${']'.repeat(8)}}`))}","signatures":[]}`,
    'LP_JSON_TOO_DEEP',
  ),
  'trailing-text': written(
    'something after the document',
    `{"payload":"${payload}","signatures":[]} x`,
    'LP_JSON_MALFORMED',
  ),
  'trailing-comma': written('a comma too many', `{"payload":"${payload}","signatures":[],}`, 'LP_JSON_MALFORMED'),
  comment: written('a comment', `{"payload":"${payload}",/* */"signatures":[]}`, 'LP_JSON_MALFORMED'),
  'single-quotes': written('single quotes', `{'payload':"${payload}","signatures":[]}`, 'LP_JSON_MALFORMED'),
  truncated: written('a document that ends early', `{"payload":"${payload.slice(0, 8)}`, 'LP_JSON_MALFORMED'),
  nothing: written('an empty answer', '', 'LP_JSON_MALFORMED'),
  'login-page': written('a login page in its place', '<!doctype html><title>Sign in</title>', 'LP_JSON_MALFORMED'),
  'not-an-object': written('a list', '[]', 'LP_MEMBER_TYPE'),
  bom: written('a byte order mark', `\ufeff{"payload":"${payload}","signatures":[]}`, 'LP_JSON_ENCODING'),
  'not-utf8': signatures('bytes that are not UTF-8', [], 'LP_JSON_ENCODING', {
    document: { base64: Buffer.from([0x7b, 0xff, 0x7d]).toString('base64') },
  }),
  'overlong-utf8': signatures('an overlong quotation mark', [], 'LP_JSON_ENCODING', {
    document: { base64: Buffer.from([0x7b, 0xc0, 0xa2, 0x7d]).toString('base64') },
  }),
  'surrogate-utf8': signatures('an encoded surrogate', [], 'LP_JSON_ENCODING', {
    document: { base64: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]).toString('base64') },
  }),
  'utf8-of-every-length': signatures('letters of two, three and four bytes, up to the last', [], [], {
    document: documentOf(
      formatDocument(encodeBase64Url(raw('{"\u0080é\u07ff":"\u0800€\uffff","𐀀😀\u{10ffff}":1}')), []),
    ),
  }),
  'names-that-look-alike': signatures('two names that differ in how an accent is written', [], [], {
    document: documentOf(formatDocument(encodeBase64Url(raw('{"\u00e9":1,"e\u0301":1}')), [])),
  }),
  'name-escaped-in-two-ways': written(
    'one name, once as a letter of four bytes and once as two escapes',
    `{"payload":"${encodeBase64Url(raw('{"😀":1,"\\ud83d\\ude00":1}'))}","signatures":[]}`,
    'LP_JSON_DUPLICATE_MEMBER',
  ),
  'utf8-lone-continuation': brokenText('a continuation byte alone', 0x80),
  'utf8-cut-off': brokenText('a letter that is cut off', 0xe2, 0x82),
  'utf8-short': brokenText('a letter whose last byte is none of its own', 0xf0, 0x9f, 0x98, 0x41),
  'utf8-overlong-three': brokenText('an overlong letter of three bytes', 0xe0, 0x9f, 0xbf),
  'utf8-overlong-four': brokenText('an overlong letter of four bytes', 0xf0, 0x8f, 0xbf, 0xbf),
  'utf8-beyond': brokenText('a letter beyond the last', 0xf4, 0x90, 0x80, 0x80),
  'utf8-five': brokenText('a first byte that none has', 0xf8, 0x88, 0x80, 0x80, 0x80),
  'utf8-last-surrogate': brokenText('the last surrogate', 0xed, 0xbf, 0xbf),
  'utf8-overlong-null': brokenText('null in two bytes', 0xc0, 0x80),
  'bom-within': signatures('a byte order mark within a text is a letter', [], [], {
    document: documentOf(formatDocument(encodeBase64Url(raw('{"\ufeff":1}')), [])),
  }),
  'white-space-is-free': signatures('white space around and within', [], [ec], {
    document: documentOf(raw(`\r\n{\t"signatures" : [ ${json(good)} ] ,\n"payload":"${payload}" }\n`)),
  }),
  'largest-document': signatures('a document of 65,536 bytes', [], [], {
    document: documentOf(raw(`{"payload":"${payload}","signatures":[]}`.padEnd(65_536))),
  }),
  'too-large': signatures('one of 65,537', [], 'LP_DOCUMENT_TOO_LARGE', {
    document: documentOf(raw(`{"payload":"${payload}","signatures":[]}`.padEnd(65_537))),
  }),
};

/** A payload in which the bytes stand in a string. */
function brokenText(says: string, ...bytes: number[]): SignaturesVector {
  const text = Uint8Array.from([...raw('{"x":"'), ...bytes, ...raw('"}')]);
  return written(says, `{"payload":"${encodeBase64Url(text)}","signatures":[]}`, 'LP_JSON_ENCODING');
}

async function crowd(size: number): Promise<Entry[]> {
  const names = Array.from({ length: size }, (_, index) => testKey(`crowd ${index}`));
  return Promise.all(names.map(signed));
}
