import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPem } from '@livepin/pki';
import {
  caDays,
  checkDevCa,
  checkDevLeaf,
  type DevCa,
  leafDays,
  makeDevCa,
  makeDevLeaf,
  makeTlsKey,
  parseCertificateNames,
  reasonToRenew,
} from '@livepin/pki/make';
import { Certificate, findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';

const now = Math.floor(Date.now() / 1000);
const day = 86_400;
const key = makeTlsKey('P-256');

function caFor(...hosts: string[]): DevCa {
  const issuingKey = makeTlsKey('P-256');
  const { root, issuing } = makeDevCa(issuingKey, parseCertificateNames(hosts), now);
  return { root: new Certificate(root), issuing: new Certificate(issuing), issuingKey };
}

const ca = caFor('api.example.com', '*.wild.example.org', '203.0.113.7');

function leafFor(...hosts: string[]): Uint8Array {
  return makeDevLeaf(ca, key, parseCertificateNames(hosts), now);
}

const permitted = [
  ['api.example.com'],
  ['v2.api.example.com', 'localhost', '127.0.0.1', '::1'],
  ['*.api.example.com'],
  ['*.wild.example.org', 'wild.example.org'],
  ['203.0.113.7'],
  ['shop.test', 'shop.local', 'db.internal', 'printer.home.arpa', 'a.localhost', 'a.example'],
  ['10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.0.1', 'fd00::1', 'fe80::1'],
];
const refused = [
  ['example.com'],
  ['www.example.com'],
  ['api.example.com', 'mail.google.com'],
  ['*.com.example.net'],
  ['203.0.113.8'],
  ['8.8.8.8'],
  ['2001:4860:4860::8888'],
  ['172.32.0.1'],
  ['notlocal'],
];

describe('a development CA', () => {
  test.each(permitted)('may sign for %s', (...hosts) => {
    checkDevLeaf(ca, leafFor(...hosts), 'dev-ca', now);
    expect(hosts.length).toBeGreaterThan(0);
  });

  test.each(refused)('may not sign for %s: clients refuse what it signs, so it does not', (...hosts) => {
    expect(() => checkDevLeaf(ca, leafFor(...hosts), 'dev-ca', now)).toThrow(
      expect.objectContaining({ code: 'LP_DEV_CA_NAME', message: expect.stringContaining('dev-ca') }),
    );
  });

  test('is constrained below its root, for clients that read no constraints of a root', () => {
    for (const { extensions } of [ca.root, ca.issuing]) {
      const forms = extensions.nameConstraints?.permitted.map(({ form }) => form);
      expect(new Set(forms)).toEqual(new Set(['dns', 'ip']));
    }
    expect(ca.root.pin).not.toBe(ca.issuing.pin);
    expect(ca.issuing.extensions.basicConstraints).toEqual({ isCa: true, pathLength: 0 });
  });

  test('signs leaves of 47 days, none of which outlives it', () => {
    const leaf = new Certificate(leafFor('api.example.com'));
    expect(leaf.notAfter - now).toBe(leafDays * day);
    const late = now + (caDays - 3) * day;
    const last = new Certificate(makeDevLeaf(ca, key, parseCertificateNames(['api.example.com']), late));
    expect(last.notAfter).toBe(ca.issuing.notAfter);
    const search = { certificates: [last.der, ca.issuing.der], anchors: trustAnchorsOf([ca.root.der]), now: late };
    expect([...findPaths(search, newReport())]).toHaveLength(1);
  });

  test.each([
    { says: 'goes on while its time lasts', at: now + (caDays - 1) * day, parts: ca, code: null },
    { says: 'ends with its time', at: now + (caDays + 1) * day, parts: ca, code: 'LP_DEV_CA_UNUSABLE' },
    { says: 'has not begun yet where the clock is wrong', at: now - day, parts: ca, code: 'LP_DEV_CA_UNUSABLE' },
    { says: 'needs its own key', at: now, parts: { ...ca, issuingKey: key }, code: 'LP_DEV_CA_UNUSABLE' },
    { says: 'needs its own root', at: now, parts: { ...ca, root: caFor('a.test').root }, code: 'LP_DEV_CA_UNUSABLE' },
  ])('$says', ({ at, parts, code }) => {
    const check = () => checkDevCa(parts, 'dev-ca', at);
    if (code) expect(check).toThrow(expect.objectContaining({ code, message: expect.stringContaining('dev-ca') }));
    else expect(check()).toBeUndefined();
  });
});

describe('a leaf that is there', () => {
  const names = parseCertificateNames(['api.example.com', '10.0.0.1']);
  const leaf = new Certificate(makeDevLeaf(ca, key, names, now));
  const otherCa = caFor('api.example.com');

  test.each([
    { says: 'is kept', at: now + 30 * day, reason: null },
    { says: 'is renewed in its last third', at: now + 32 * day, reason: 'it was about to end' },
    { says: 'is renewed when its time is over', at: now + 50 * day, reason: 'has expired' },
    { says: 'is renewed for other names', at: now, wanted: ['api.example.com'], reason: 'it had other names' },
    {
      says: 'is kept for the same names in another order',
      at: now,
      wanted: ['10.0.0.1', 'api.example.com'],
      reason: null,
    },
    { says: 'is renewed for another key', at: now, by: makeTlsKey('P-256'), reason: 'it was of another key' },
    { says: 'is renewed below another CA', at: now, below: otherCa, reason: 'no chain of signatures' },
  ])('$says', ({ at, wanted, by, below, reason }) => {
    const wantedNames = wanted ? parseCertificateNames(wanted) : names;
    const why = reasonToRenew(leaf, below ?? ca, by ?? key, wantedNames, at);
    if (reason === null) expect(why).toBeNull();
    else expect(why).toContain(reason);
  });

  test('is kept where the CA ends no later: a new one would be no better', () => {
    const late = now + (caDays - 3) * day;
    const last = new Certificate(makeDevLeaf(ca, key, names, late));
    expect(reasonToRenew(last, ca, key, names, late)).toBeNull();
  });
});

describeWith(findProgram('openssl'), 'OpenSSL agrees', (openssl) => {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-dev-ca-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, ...ders: Uint8Array[]) => {
    writeFileSync(join(folder, name), ders.map((der) => formatPem('CERTIFICATE', der)).join(''));
    return join(folder, name);
  };
  const root = file('ca.pem', ca.root.der);
  const verify = (...hosts: string[]): boolean => {
    const leaf = file(`leaf-${hosts[0]!.replace(/[^a-z0-9.]/g, '_')}.pem`, leafFor(...hosts), ca.issuing.der);
    const asked = hosts[0]!.includes('*') ? [] : ['-verify_hostname', hosts[0]!];
    const how = /^[\d.]+$|:/.test(hosts[0]!) ? ['-verify_ip', hosts[0]!] : asked;
    try {
      const arguments_ = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        ...how,
        '-CAfile',
        root,
        '-untrusted',
        leaf,
        leaf,
      ];
      execFileSync(openssl, arguments_, { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  };

  test.each(permitted)('on what it may sign: %s', (...hosts) => {
    expect(verify(...hosts)).toBe(true);
  });

  test.each(refused)('on what it may not: %s', (...hosts) => {
    expect(verify(...hosts)).toBe(false);
  });
});

// A JRE, which set-up installs, cannot run a source file.
const javac = findProgram('javac');
const jdk = 'path' in javac ? javac : { missing: 'no JDK is installed (javac)' };

describeWith(jdk, 'Java, which reads no constraints of a trusted root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-java-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('refuses below the issuing CA what the CA may not sign', () => {
    writeFileSync(
      join(folder, 'Validate.java'),
      `import java.io.*; import java.security.cert.*; import java.util.*;
       public class Validate {
         public static void main(String[] files) throws Exception {
           var factory = CertificateFactory.getInstance("X.509");
           var root = (X509Certificate) factory.generateCertificate(new FileInputStream(files[0]));
           var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
           parameters.setRevocationEnabled(false);
           for (int i = 1; i < files.length; i++) {
             var path = factory.generateCertPath(new ArrayList<>(factory.generateCertificates(new FileInputStream(files[i]))));
             try {
               CertPathValidator.getInstance("PKIX").validate(path, parameters);
               System.out.println("accepted");
             } catch (CertPathValidatorException e) {
               System.out.println(e.getMessage());
             }
           }
         }
       }`,
    );
    writeFileSync(join(folder, 'ca.pem'), formatPem('CERTIFICATE', ca.root.der));
    const chains = [leafFor('api.example.com'), leafFor('mail.google.com')];
    const files = chains.map((leaf, index) => {
      const pem = [leaf, ca.issuing.der].map((der) => formatPem('CERTIFICATE', der)).join('');
      writeFileSync(join(folder, `${index}.pem`), pem);
      return `${index}.pem`;
    });
    const said = execFileSync('java', ['Validate.java', 'ca.pem', ...files], { cwd: folder, stdio: 'pipe' }).toString();
    expect(said.trim().split('\n')).toEqual(['accepted', 'name constraints check failed']);
  });
});
