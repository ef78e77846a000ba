import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { formatPem } from '@livepin/pki';
import { type CertificateSketch, issue, type KeyKind, makeKey, octets, oids, sequence } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { der, oid } from '@livepin/tls/der';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import type { ChainSketch, Signer } from '../../src/chain-sketch.ts';
import { partsOf } from '../../src/forge/certificate-parts.ts';
import { covers } from '../../src/forge/copy-leaf.ts';
import { forgeChain } from '../../src/forge/forge-chain.ts';
import type { GenuineChain } from '../../src/forge/genuine-chain.ts';
import { makeLabCas, pemOfCas } from '../../src/forge/lab-cas.ts';

const now = Math.floor(Date.now() / 1000);
const day = 86_400;
const host = 'api.example.com';
const cas = makeLabCas(now);

const root = issue({ subject: 'O=Example Trust, CN=Example Root', ca: true });
const issuing = issue({ subject: 'O=Example Trust, CN=Example Issuing CA', ca: true, issuer: root });

function genuine(sketch: Partial<CertificateSketch> = {}): GenuineChain {
  const leaf = issue({ subject: `CN=${host}`, issuer: issuing, ...sketch });
  return { certificates: [new Certificate(leaf.der), new Certificate(issuing.der)] };
}

function forge(sketch: ChainSketch, of: GenuineChain | null = genuine(), name = host) {
  const { chain, key } = forgeChain(sketch, { host: name, genuine: of, tester: null }, cas, now);
  return { chain: chain.map((bytes) => new Certificate(bytes)), key };
}

const by = (signer: Signer): ChainSketch => ({ kind: 'forged', signer });

const folder = mkdtempSync(join(tmpdir(), 'livepin-forge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const pemOf = (certificates: readonly Certificate[]) =>
  certificates.map((certificate) => formatPem('CERTIFICATE', certificate.der)).join('');

const allSigners: readonly Signer[] = [
  'user-ca',
  'public-ca',
  'unknown-ca',
  'self',
  'namesake',
  'namesake-with-key-ids',
];
const accepted: ReadonlySet<Signer> = new Set(['user-ca', 'public-ca', 'namesake', 'namesake-with-key-ids']);

describeWith(findProgram('openssl'), 'OpenSSL, that trusts the user CA and the public root,', (openssl) => {
  const anchors = file('anchors.pem', pemOfCas(cas, ['user-ca', 'public-ca']));

  function verify(chain: readonly Certificate[], ...more: string[]): string {
    const [leaf, ...rest] = chain;
    const paths = [file('untrusted.pem', pemOf(rest) || '\n'), file('leaf.pem', pemOf([leaf!]))] as const;
    const untrusted = rest.length > 0 ? ['-untrusted', paths[0]] : [];
    const args = ['verify', '-no-CApath', '-no-CAstore', '-CAfile', anchors, ...untrusted, '-purpose', 'sslserver'];
    const { stdout, stderr } = spawnSync(openssl, [...args, '-verify_hostname', host, ...more, paths[1]]);
    return stdout.toString().trim().endsWith(': OK') ? 'OK' : stderr.toString();
  }

  for (const append of [undefined, 'intermediates', 'whole-chain'] as const)
    test.each(allSigners)(`judges a leaf by %s${append ? ` with the genuine ${append} behind it` : ''}`, (signer) => {
      const { chain } = forge({ kind: 'forged', signer, ...(append ? { append } : {}) });
      expect(chain.length).toBeGreaterThan(append ? 1 : 0);
      if (accepted.has(signer)) expect(verify(chain)).toBe('OK');
      else expect(verify(chain)).toMatch(/self-signed certificate/);
    });

  test('takes a chain by its strictest rules too, where the genuine one would pass them', () => {
    expect(verify(forge(by('user-ca')).chain, '-x509_strict')).toBe('OK');
    expect(verify(forge(by('public-ca')).chain, '-x509_strict')).toBe('OK');
  });

  test('refuses another name, and dates that are over, for these alone', () => {
    expect(
      verify(forge({ kind: 'forged', signer: 'user-ca', names: [`${host}.attacker.example`, `x${host}`] }).chain),
    ).toMatch(/hostname mismatch/);
    expect(verify(forge({ kind: 'forged', signer: 'user-ca', dates: 'expired' }).chain)).toMatch(
      /certificate has expired/,
    );
  });

  test('sees the same in a copy as in the genuine leaf, but for what must differ', () => {
    const of = genuine();
    const text = (certificate: Certificate) =>
      execFileSync(openssl, ['x509', '-noout', '-text', '-certopt', 'no_sigdump,no_pubkey'], {
        input: pemOf([certificate]),
      })
        .toString()
        .split('\n');
    const [original, copy] = [text(of.certificates[0]), text(forge(by('user-ca'), of).chain[0]!)];
    const differing = original.filter((line, at) => line !== copy[at]).map((line) => line.trim());
    expect(original.length).toBe(copy.length);
    // The serial number, the signature algorithm, the issuer, and the two key identifiers.
    expect(differing.map((line) => line.replace(/(:).*/, '$1').slice(0, 20))).toEqual([
      expect.stringMatching(/^[0-9a-f]{2}:/),
      'Signature Algorithm:',
      'Issuer:',
      expect.stringMatching(/^[0-9A-F]{2}:/),
      expect.stringMatching(/^[0-9A-F]{2}:/),
    ]);
  });
});

describe('a leaf as the genuine one', () => {
  const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'P-521', 'RSA', 'RSA-1024', 'RSA-PSS', 'Ed25519', 'Ed448'];

  test.each(kinds)('has a key of its kind: %s', (kind) => {
    const of = genuine({ key: makeKey(kind) });
    const { chain, key } = forge(by('user-ca'), of);
    const [theirs, ours] = [of.certificates[0].publicKey!, chain[0]!.publicKey!];
    expect(ours.asymmetricKeyType).toBe(theirs.asymmetricKeyType);
    const expected = theirs.asymmetricKeyDetails!;
    // Of 1024 bits a key would be refused for its length alone.
    const modulusLength = expected.modulusLength && Math.max(expected.modulusLength, 2048);
    expect(ours.asymmetricKeyDetails).toEqual({ ...expected, ...(modulusLength ? { modulusLength } : {}) });
    expect(createPublicKey(key).equals(ours)).toBe(true);
    expect(chain[0]!.pin).not.toBe(of.certificates[0].pin);
  });

  test('has the same key for each certificate of one kind, so that RSA keys are made once', () => {
    const [one, other] = [forge(by('user-ca')), forge(by('public-ca'), genuine(), 'cdn.example.com')];
    expect(one.key).toBe(other.key);
  });

  const sct = { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(Buffer.from('0000', 'hex')) };
  const access = {
    oid: '1.3.6.1.5.5.7.1.1',
    value: sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), der(0x86, Buffer.from('http://ocsp.example')))),
  };
  const stapling = { oid: '1.3.6.1.5.5.7.1.24', value: sequence(der(0x02, Buffer.from([5]))) };
  const policies = { oid: '2.5.29.32', value: sequence(sequence(oid('2.23.140.1.2.1'))) };
  const unknown = { oid: '1.3.6.1.4.1.99999.1', value: octets(Buffer.from('kept')) };

  test('keeps policies and what nobody knows, in their order, and drops what leads to the genuine CA', () => {
    const of = genuine({ extensions: [policies, sct, access, unknown, stapling] });
    const [theirs, ours] = [partsOf(of.certificates[0]), partsOf(forge(by('user-ca'), of).chain[0]!)];
    const types = (parts: typeof theirs) => parts.extensions.map(({ type }) => type);
    const dropped = ['2b06010401d679020402', '2b06010505070101', '2b06010505070118'];
    expect(types(theirs)).toEqual(expect.arrayContaining(dropped));
    expect(types(ours)).toEqual(types(theirs).filter((type) => !dropped.includes(type)));
    for (const type of ['551d20', '2b060104018b8d1f01'])
      expect(ours.extensions.find((one) => one.type === type)?.whole).toEqual(
        theirs.extensions.find((one) => one.type === type)?.whole,
      );
    expect(ours.subject).toEqual(theirs.subject);
    expect(ours.serialBytes).toBe(theirs.serialBytes);
  });

  test.each([
    ['the genuine ones', now - 10 * day, now + 80 * day, now - 10 * day, now + 80 * day],
    ['some that clients take, of a private CA of ten years', now - day, now + 3650 * day, now - day, now + 46 * day],
    ['some that hold, where the genuine ones are over', now - 90 * day, now - day, now - day, now + 46 * day],
    ['some that hold, where the genuine ones are to come', now + day, now + 90 * day, now - day, now + 46 * day],
  ])('has dates: %s', (_says, notBefore, notAfter, from, to) => {
    const [leaf] = forge(by('user-ca'), genuine({ notBefore, notAfter })).chain;
    expect([leaf!.notBefore, leaf!.notAfter]).toEqual([from, to]);
  });

  test('has what platforms demand, where the genuine one lacks it: names, serverAuth, a usage that serves', () => {
    const none = [oids.subjectAltName, oids.extendedKeyUsage, oids.keyUsage].map((type) => ({
      oid: type,
      value: null,
    }));
    const { extensions } = forge(by('user-ca'), genuine({ extensions: none })).chain[0]!;
    expect(extensions.subjectAltNames).toEqual([{ form: 'dns', text: host }]);
    expect(extensions.extendedKeyUsage).toEqual(new Set(['2b06010505070301']));
    expect(extensions.keyUsage?.tlsServer).toBe(true);
  });

  test('is no CA, though the genuine one is, as self-made certificates often are', () => {
    const own = issue({ subject: `CN=${host}`, ca: true, names: [host] });
    const { extensions } = forge(by('user-ca'), { certificates: [new Certificate(own.der)] }).chain[0]!;
    expect(extensions.basicConstraints).toEqual({ isCa: false, pathLength: null });
    expect(extensions.keyUsage).toEqual({ certSign: false, tlsServer: true });
  });

  test('is for the host too, where the genuine one is for others', () => {
    const [leaf] = forge(by('user-ca'), genuine({ names: ['other.example'] })).chain;
    expect(leaf!.extensions.subjectAltNames).toEqual([
      { form: 'dns', text: 'other.example' },
      { form: 'dns', text: host },
    ]);
    const [ofAddress] = forge(by('user-ca'), genuine(), '127.0.0.1').chain;
    expect(covers(ofAddress!, '127.0.0.1')).toBe(true);
  });

  test('can be made where nothing is known of the genuine one', () => {
    for (const name of [host, '192.0.2.1', '2001:db8::1', `${'a'.repeat(60)}.${'b'.repeat(60)}.example`]) {
      const [leaf] = forge(by('public-ca'), null, name).chain;
      expect(covers(leaf!, name)).toBe(true);
      expect(leaf!.notAfter - leaf!.notBefore).toBeLessThan(48 * day);
    }
  });

  test('of any genuine leaf that can be read, is read by Node and by us, and is for its host', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/);
    const sketch = fc.record({
      kind: fc.constantFrom<KeyKind>('P-256', 'P-384', 'Ed25519'),
      names: fc.array(
        fc.tuple(label, label).map(([one, two]) => `${one}.${two}.example`),
        { minLength: 1, maxLength: 5 },
      ),
      serial: fc.nat(),
      keyIds: fc.boolean(),
      begun: fc.integer({ min: -400, max: 400 }),
      days: fc.integer({ min: 1, max: 2000 }),
      signer: fc.constantFrom(...allSigners),
      extra: fc.uint8Array({ maxLength: 40 }),
      critical: fc.boolean(),
    });
    fc.assert(
      fc.property(sketch, ({ kind, names, serial, keyIds, begun, days, signer, extra, critical }) => {
        const of = genuine({
          key: makeKey(kind),
          ...{ names, serial, keyIds },
          notBefore: now + begun * day,
          notAfter: now + (begun + days) * day,
          extensions: [{ oid: '1.3.6.1.4.1.99999.2', critical, value: octets(extra) }],
        });
        const { chain, key } = forge(by(signer), of, names[0]!);
        const leaf = chain[0]!;
        expect(new X509Certificate(leaf.der).checkHost(names[0]!)).toBe(names[0]);
        expect(leaf.notBefore <= now && now < leaf.notAfter).toBe(true);
        expect(createPublicKey(key).export({ type: 'spki', format: 'der' })).toEqual(Buffer.from(leaf.spki));
        // Each was signed by the next one; the last, or one of one stage, by itself.
        const issuerKey = (
          signer === 'public-ca' && leaf === chain.at(-1) ? cas.publicIssuing.certificate : (chain[1] ?? leaf)
        ).publicKey!;
        expect(new X509Certificate(leaf.der).verify(issuerKey)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a namesake of the genuine issuer', () => {
  test('has its name, byte for byte, and no key identifier', () => {
    const { chain } = forge({ kind: 'forged', signer: 'namesake', append: 'intermediates' });
    const [leaf, rogue, , appended] = chain;
    expect(partsOf(rogue!).subject).toEqual(partsOf(appended!).subject);
    expect(appended!.pin).toBe(issuing.pin);
    expect(rogue!.pin).not.toBe(issuing.pin);
    expect([leaf!.extensions.authorityKeyId, rogue!.extensions.subjectKeyId]).toEqual([null, null]);
  });

  test('or has its key identifier too, so that by names and identifiers the leaf leads to both', () => {
    const { chain } = forge({ kind: 'forged', signer: 'namesake-with-key-ids', append: 'intermediates' });
    const [leaf, rogue, , appended] = chain;
    const { subjectKeyId } = appended!.extensions;
    expect(subjectKeyId).not.toBeNull();
    expect([leaf!.extensions.authorityKeyId?.keyId, rogue!.extensions.subjectKeyId]).toEqual([
      subjectKeyId,
      subjectKeyId,
    ]);
  });
});

describe('what is genuine', () => {
  test('is shown with a key that is not its own', () => {
    const of = genuine();
    const { chain, key } = forge({ kind: 'genuine-without-key' }, of);
    expect(chain.map(({ pin }) => pin)).toEqual(of.certificates.map(({ pin }) => pin));
    expect(createPublicKey(key).equals(of.certificates[0].publicKey!)).toBe(false);
  });

  test('or with its own, where the tester gave it', () => {
    const leaf = issue({ subject: `CN=${host}`, issuer: issuing });
    const tester = { certificates: [new Certificate(leaf.der)], key: leaf.key.privateKey } as const;
    const { chain, key } = forgeChain({ kind: 'genuine-with-key' }, { host, genuine: null, tester }, cas, now);
    expect([chain, key]).toEqual([[tester.certificates[0].der], leaf.key.privateKey]);
  });

  test.each(['genuine-with-key', 'genuine-without-key'] as const)('is not made up: %s', (kind) => {
    expect(() => forge({ kind }, null)).toThrow(
      expect.objectContaining({ code: 'LP_LAB_GENUINE_UNKNOWN', message: expect.stringContaining(host) }),
    );
  });
});

describe('the CAs of a lab', () => {
  test('are told apart in the list of a device, from lab to lab, and end by themselves', () => {
    const other = makeLabCas(now);
    const subjects = [cas, other].flatMap(({ userCa, publicRoot, unknownCa }) =>
      [userCa, publicRoot, unknownCa].map(({ certificate }) => certificate.subjectText),
    );
    expect(new Set(subjects).size).toBe(6);
    for (const subject of subjects) expect(subject).toContain('Livepin lab');
    expect(cas.userCa.certificate.notAfter).toBe(now + 30 * day);
  });

  test('go into a trust store by their roots, and without a key', () => {
    const pem = pemOfCas(cas, ['user-ca', 'public-ca']);
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(pem).not.toContain('PRIVATE');
    expect(pemOfCas(cas, [])).toBe('');
    expect(() => createPrivateKey(pem)).toThrow();
  });

  test('the untrusted one looks as the user CA does: what is refused of it alone, is refused for trust', () => {
    const look = (signer: Signer) =>
      forge(by(signer)).chain.map((certificate) => [
        certificate.keyAlgorithm,
        certificate.signature.type,
        partsOf(certificate).extensions.map(({ type }) => type),
      ]);
    expect(look('unknown-ca')).toEqual(look('user-ca'));
  });
});

test.each(['user-ca', 'public-ca', 'namesake', 'namesake-with-key-ids'] as const)(
  'Node as a client takes what %s signed, served by Node',
  async (signer) => {
    const { chain, key } = forge(by(signer), genuine({ names: [host, 'localhost'] }));
    const server = tls.createServer(
      { cert: pemOf(chain), key: key.export({ type: 'pkcs8', format: 'pem' }) },
      (socket) => socket.end('hello'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as { port: number };
      const ca = pemOfCas(cas, ['user-ca', 'public-ca']);
      const said = await new Promise<string>((resolve, reject) => {
        const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
        socket.once('data', (data) => resolve(data.toString())).once('error', reject);
      });
      expect(said).toBe('hello');
    } finally {
      server.close();
    }
  },
);
