import { execFileSync } from 'node:child_process';
import { issue } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { subjectHashOld } from '../../src/device/subject-hash.ts';
import { makeLabCas } from '../../src/forge/lab-cas.ts';

describeWith(findProgram('openssl'), 'the name in the system store of Android', (openssl) => {
  const hashOf = (pem: string) =>
    execFileSync(openssl, ['x509', '-noout', '-subject_hash_old'], { input: pem, encoding: 'utf8' }).trim();

  test("of the lab's roots is the one that OpenSSL gives", () => {
    const { userCa, publicRoot, unknownCa } = makeLabCas(Date.now() / 1000);
    for (const { certificate } of [userCa, publicRoot, unknownCa]) {
      const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
      expect(subjectHashOld(certificate)).toBe(hashOf(pem));
    }
  });

  test('of certificates of any subject is the one that OpenSSL gives, leading zeros too', () => {
    const names = Array.from({ length: 40 }, (_, index) => `host-${index}.example`);
    const hashes = names.map((name) => {
      const { der, pem } = issue({ names: [name], subject: `CN=${name}` });
      expect(subjectHashOld(new Certificate(der))).toBe(hashOf(pem));
      return subjectHashOld(new Certificate(der));
    });
    expect(hashes.some((hash) => hash.startsWith('0'))).toBe(true);
  });
});
