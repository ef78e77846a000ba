import { findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { expect, test } from 'vitest';
import { findProgram } from '../../../../e2e/system.ts';
import { deviations } from './deviations.ts';
import { openSslVerdict } from './openssl-in-process.ts';
import { openSslVerify } from './openssl-verify.ts';

// The smallest instance of each disagreement between the search and OpenSSL. Where one ends, the list must change.

const now = Math.floor(Date.now() / 1000);
const openssl = findProgram('openssl');

test.each(deviations)('$way than OpenSSL: $says', async (deviation) => {
  const path = deviation.smallest();
  const report = newReport();
  const search = {
    certificates: path.map(({ der }) => der),
    anchors: trustAnchorsOf([path[path.length - 1]!.der]),
    now,
  };
  const isFound = [...findPaths(search, report)].length > 0;
  expect(isFound).toBe(deviation.way === 'more lenient');
  const openSsl = await openSslVerdict(search.certificates);
  expect(openSsl === 'OK').toBe(deviation.way === 'stricter');
  if ('path' in openssl) expect([...(await openSslVerify([[path]])).values()]).toEqual([openSsl === 'OK']);
  const named = path.map(({ subject }, at) => ({ subject, issuer: (path[at + 1] ?? path[at]!).subject }));
  const disagreement = { path: named, isFound, openSsl, fault: report.lastFault ?? '' };
  expect(deviations.filter((one) => one.is(disagreement)).map(({ says }) => says)).toEqual([deviation.says]);
});
