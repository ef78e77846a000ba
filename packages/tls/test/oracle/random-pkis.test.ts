import { afterAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../../e2e/system.ts';
import { type Deviation, type Disagreement, deviations } from './deviations.ts';
import { faultOfPath, type JudgedPath, type JudgedPki, judgePki } from './judge-pki.ts';
import { openSslVerify, versionOf } from './openssl-verify.ts';
import { randomPki } from './random-pki.ts';
import { firstSeed, pkiCount, repeatWith } from './scale.ts';

// Random PKIs with random defects. OpenSSL judges each path alone, the search finds its own: for each key they must agree
// whether it is on a valid path, but for the deviations that are listed and argued.

const now = Math.floor(Date.now() / 1000);
const atOnce = 1_000;
const openssl = findProgram('openssl');
const totals = { pkis: 0, paths: 0, valid: 0, pins: 0, pinsOnValid: 0, deviating: new Map<string, number>() };

for (let from = firstSeed; from < firstSeed + pkiCount; from += atOnce) {
  const end = Math.min(from + atOnce, firstSeed + pkiCount);
  describe(`seeds ${from} to ${end - 1}`, () => {
    const judged: JudgedPki[] = [];

    test('a path is found where OpenSSL takes it, and nowhere else, but for the deviations listed', {
      timeout: 300_000,
    }, async () => {
      for (let seed = from; seed < end; seed++) judged.push(await judgePki(randomPki(seed, now), now));
      for (const { pki, paths, pins } of judged) {
        const disagreements = paths.filter(isDisagreement).map((one) => ({ one, kind: kindOf(one) }));
        const unlisted = disagreements.filter(({ kind }) => !kind).map(({ one }) => describeOf(pki.seed, one));
        expect(unlisted).toEqual([]);
        for (const { kind } of disagreements)
          totals.deviating.set(kind!.says, (totals.deviating.get(kind!.says) ?? 0) + 1);
        // Where no path deviates, no key does.
        if (disagreements.length === 0) for (const pin of pins) expect(pin.isOnFound).toBe(pin.isOnValid);
        totals.pkis++;
        totals.paths += paths.length;
        totals.valid += paths.filter(({ openSsl }) => openSsl === 'OK').length;
        totals.pins += pins.length;
        totals.pinsOnValid += pins.filter(({ isOnValid }) => isOnValid).length;
      }
      // About half of all paths are valid. Were none, nothing would have been tried.
      const valid = judged.flatMap(({ paths }) => paths).filter(({ openSsl }) => openSsl === 'OK').length;
      if (judged.length === atOnce) expect(valid).toBeGreaterThan(atOnce / 4);
    });

    test('the command `openssl verify` says the same as OpenSSL in this process', { timeout: 300_000 }, async ({
      skip,
    }) => {
      if ('missing' in openssl) return skip(openssl.missing);
      const version = await versionOf();
      if (!version.startsWith('OpenSSL 3.')) return skip(`it is ${version}, whose rules are others`);
      const verdicts = await openSslVerify(batchesOf(judged));
      const others = judged.flatMap(({ pki, paths }) =>
        paths
          .filter((one) => verdicts.get(one.path) !== (one.openSsl === 'OK'))
          .map((one) => describeOf(pki.seed, one)),
      );
      expect(others).toEqual([]);
      expect(verdicts.size).toBeGreaterThanOrEqual(judged.length / 2);
    });
  });
}

afterAll(() => {
  if (process.env['LIVEPIN_SOAK'])
    console.log(`${JSON.stringify({ ...totals, deviating: Object.fromEntries(totals.deviating) })}`);
});

function isDisagreement({ isFound, openSsl, isOfAnother }: JudgedPath): boolean {
  return isFound !== (openSsl === 'OK') && !(openSsl === 'OK' && isOfAnother);
}

function kindOf({ path, isFound, openSsl }: JudgedPath): Deviation | undefined {
  const disagreement: Disagreement = { path, isFound, openSsl, fault: isFound ? '' : faultOfPath(path, now) };
  return deviations.find((deviation) => deviation.is(disagreement));
}

function describeOf(seed: number, { path, openSsl, isFound }: JudgedPath): string {
  const line = path.map(({ what, subject, issuer }) => `${what} ("${subject}" by "${issuer}")`).join(' <- ');
  const fault = isFound ? 'found' : faultOfPath(path, now);
  return `seed ${seed}: ${line}: OpenSSL says ${openSsl}, the search: ${fault}. Again with: ${repeatWith(seed)}`;
}

/** The first paths of all PKIs, then the second ones, and so on: names of different PKIs have nothing in common. */
function batchesOf(judged: readonly JudgedPki[]) {
  const most = Math.max(...judged.map(({ paths }) => paths.length));
  const size = 200; // OpenSSL looks through all certificates that are not trusted, for each one that it needs
  return Array.from({ length: most }, (_, at) =>
    judged.flatMap(({ paths }) => (paths[at] ? [paths[at].path] : [])),
  ).flatMap((paths) =>
    Array.from({ length: Math.ceil(paths.length / size) }, (_, chunk) => paths.slice(chunk * size, (chunk + 1) * size)),
  );
}
