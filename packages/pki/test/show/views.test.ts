import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile } from '@livepin/pki';
import { judgeCertificates, keyText, keyViewOf, requestViewOf } from '@livepin/pki/show';
import { Certificate, trustAnchorsOf } from '@livepin/tls';
import { der, octets, readDer, sequence } from '@livepin/tls/der';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { extensionViewOf } from '../../src/show/extension-view.ts';

const folder = mkdtempSync(join(tmpdir(), 'livepin-views-'));
afterAll(() => rmSync(folder, { recursive: true }));

const extensions = `
[req]
distinguished_name = dn
[dn]
[server]
subjectAltName = DNS:api.example.com,DNS:*.example.com,IP:192.0.2.7,IP:2001:db8::7,email:ada@example.com,URI:https://example.com/x,dirName:dir
keyUsage = critical,digitalSignature,keyEncipherment,dataEncipherment
extendedKeyUsage = serverAuth,clientAuth,1.3.6.1.4.1.311.10.3.3
basicConstraints = critical,CA:FALSE
authorityInfoAccess = OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://ca.example.com/ca.cer
crlDistributionPoints = URI:http://crl.example.com/1.crl,URI:http://crl.example.com/2.crl
subjectKeyIdentifier = hash
1.3.6.1.4.1.99999.1 = critical,ASN1:NULL
[dir]
C = GB
O = Example
[ca]
basicConstraints = critical,CA:TRUE,pathlen:3
keyUsage = critical,keyCertSign,cRLSign
nameConstraints = critical,permitted;DNS:example.com,permitted;IP:10.0.0.0/255.0.0.0,excluded;DNS:bad.example.com,excluded;IP:2001:db8::/ffff:ffff::
subjectKeyIdentifier = hash
`;

describeWith(findProgram('openssl'), 'what is shown is what OpenSSL shows', (openssl) => {
  const run = (...arguments_: string[]) => execFileSync(openssl, arguments_, { cwd: folder, stdio: 'pipe' }).toString();
  const viewOf = (file: string) => {
    const held = readKeyFile(readFileSync(join(folder, file)), file);
    const certificates = held.flatMap((one) => (one.kind === 'certificate' ? [one.certificate] : []));
    return judgeCertificates(certificates, { now: 0, anchors: trustAnchorsOf([]), isServed: false }).views[0]!.view;
  };

  beforeAll(() => {
    writeFileSync(join(folder, 'x.cnf'), extensions);
    const subject = ['-subj', '/C=GB/O=Example, Ltd/OU=A+B/CN=api.example.com', '-config', 'x.cnf'];
    run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'key.pem');
    run('req', '-x509', '-key', 'key.pem', ...subject, '-extensions', 'server', '-days', '9', '-out', 'server.crt');
    run('req', '-x509', '-key', 'key.pem', ...subject, '-extensions', 'ca', '-days', '9', '-out', 'ca.crt');
    run('req', '-new', '-key', 'key.pem', ...subject, '-reqexts', 'server', '-out', 'server.csr');
  });

  test.each(['server.crt', 'ca.crt'])('subject, numbers, dates, hashes and key of %s', (file) => {
    const view = viewOf(file);
    const field = (...how: string[]) =>
      run('x509', '-in', file, '-noout', ...how)
        .trim()
        .replace(/^[^=]*=/, '');
    const hash = (name: string) => field('-fingerprint', `-${name}`).replaceAll(':', '').toLowerCase();
    expect(view.subject.replaceAll(', ', ',')).toBe(field('-subject', '-nameopt', 'RFC2253').replaceAll(', ', ','));
    expect(view.serial.replace(/^00/, '')).toBe(field('-serial').toLowerCase());
    expect(view.notBefore).toBe(Date.parse(field('-startdate')) / 1000);
    expect(view.notAfter).toBe(Date.parse(field('-enddate')) / 1000);
    expect(view.fingerprints).toEqual({ sha256: hash('sha256'), sha1: hash('sha1') });
    expect(view.signature.text).toBe('sha256WithRSAEncryption');
    expect(keyText(view.key)).toBe('RSA, 2048 bits');
    const id = run('x509', '-in', file, '-noout', '-ext', 'subjectKeyIdentifier').split('\n')[1]!;
    expect(view.subjectKeyId).toBe(id.trim().replaceAll(':', '').toLowerCase());
  });

  test('names and usages of a server', () => {
    expect(viewOf('server.crt')).toMatchObject({
      names: ['api.example.com', '*.example.com', '192.0.2.7', '2001:db8::7'],
      otherNames: ['email:ada@example.com', 'uri:https://example.com/x', 'directory:O=Example, C=GB'],
      keyUsage: ['digitalSignature', 'keyEncipherment', 'dataEncipherment'],
      purposes: ['serverAuth', 'clientAuth', '1.3.6.1.4.1.311.10.3.3'],
      isCa: false,
      ocsp: ['http://ocsp.example.com'],
      caIssuers: ['http://ca.example.com/ca.cer'],
      crls: ['http://crl.example.com/1.crl', 'http://crl.example.com/2.crl'],
      otherCritical: ['1.3.6.1.4.1.99999.1'],
      nameConstraints: null,
    });
  });

  test('whatever is made of its bytes, it is shown or refused in a sentence', () => {
    const whole = readKeyFile(readFileSync(join(folder, 'server.crt')), 'server.crt')[0];
    if (whole?.kind !== 'certificate') throw new Error('server.crt is no certificate');
    const { der } = whole.certificate;
    const random = randomFrom(4);
    const standpoint = { anchors: trustAnchorsOf([der]), isServed: false };
    let shown = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = Uint8Array.from(der);
      for (let count = 1 + random(3); count > 0; count--) bytes[random(bytes.length)] = random(256);
      try {
        const certificate = new Certificate(bytes);
        shown += judgeCertificates([certificate], { ...standpoint, now: certificate.notBefore }).views.length;
      } catch (error) {
        expect(error).toMatchObject({ code: 'LP_CERTIFICATE_MALFORMED' });
      }
    }
    expect(shown).toBeGreaterThan(500);
  });

  test('constraints of a CA', () => {
    expect(viewOf('ca.crt')).toMatchObject({
      isCa: true,
      pathLength: 3,
      keyUsage: ['keyCertSign', 'cRLSign'],
      purposes: null,
      nameConstraints: {
        permitted: ['example.com', '10.0.0.0/8'],
        excluded: ['bad.example.com', '2001:db8::/32'],
      },
    });
  });

  test('a request, with the extensions that it asks for', () => {
    const [held] = readKeyFile(readFileSync(join(folder, 'server.csr')), 'server.csr');
    if (held?.kind !== 'certificate request') throw new Error('server.csr is no request');
    expect(requestViewOf(held.der, 'server.csr')).toMatchObject({
      names: ['api.example.com', '*.example.com', '192.0.2.7', '2001:db8::7'],
      purposes: ['serverAuth', 'clientAuth', '1.3.6.1.4.1.311.10.3.3'],
      isProven: true,
      signature: { text: 'sha256WithRSAEncryption' },
    });
  });

  test.each([
    { make: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'], text: 'RSA-PSS, 2048 bits' },
    { make: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], text: 'P-256' },
    { make: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp521r1'], text: 'P-521' },
    { make: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], text: 'EC, secp256k1' },
    { make: ['-algorithm', 'ED25519'], text: 'Ed25519' },
    { make: ['-algorithm', 'ED448'], text: 'Ed448' },
  ])('a key is $text', ({ make, text }) => {
    const key = execFileSync(openssl, ['genpkey', ...make], { stdio: 'pipe' });
    const spki = execFileSync(openssl, ['pkey', '-pubout', '-outform', 'DER'], { input: key, stdio: 'pipe' });
    const hash = execFileSync(openssl, ['dgst', '-sha256', '-binary'], { input: spki, stdio: 'pipe' });
    const view = keyViewOf(spki);
    expect(keyText(view)).toBe(text);
    expect(view.pin).toBe(hash.toString('base64'));
  });
});

/** Numbers below a bound, the same in each run (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

describe('a key that OpenSSL does not know', () => {
  test('still has a pin', () => {
    const spki = Buffer.from('300c300606042a0304050302000f', 'hex');
    expect(keyText(keyViewOf(spki))).toBe('unknown');
    expect(keyViewOf(spki).pin).toHaveLength(44);
  });
});

// To write out a number of 300,000 bytes took 80 seconds.
test('an object identifier beyond all measure is counted, not written out', () => {
  const arc = Buffer.alloc(300_000, 0x81).fill(0x01, 299_999);
  const critical = sequence(der(0x06, arc), der(0x01, Buffer.from([0xff])), octets(Buffer.from('0500', 'hex')));
  expect(extensionViewOf(readDer(sequence(critical))).otherCritical).toEqual([
    '(an object identifier of 300000 bytes)',
  ]);
});

test('a request that is none is refused in a sentence', () => {
  const broken = Buffer.from('30053003020100', 'hex');
  expect(() => requestViewOf(broken, 'x.csr')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringMatching(/^x\.csr: .+\.$/) }),
  );
});
