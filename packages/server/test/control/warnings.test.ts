import { parseTrustRoot } from '@livepin/core';
import { day0, makeRoot, oneDay, rootKeys } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { expect, test } from 'vitest';
import { warningsOf } from '../../src/control/warnings.ts';
import { makeSigningKey } from '../../src/signing/index.ts';
import type { StoredPublication } from '../../src/store/store.ts';
import type { Trust } from '../../src/trust/trust.ts';

const [pinKey, rootKey] = [makeSigningKey().key, makeSigningKey().key];
const trustOf = async (sketch: object): Promise<Trust> => {
  const document = await makeRoot({ rootKeys, pinKeys: [pinKey], ...sketch });
  return { roots: [await parseTrustRoot(document, nodeCrypto())], pinKeys: [pinKey], rootKeys: [] };
};
const fine = await trustOf({});
const bundle = (iat: number) => ({ app: 'bank', iat, exp: iat + 14 * oneDay }) as StoredPublication;
const expiring = (days: number) => trustOf({ payload: { exp: day0 + days * oneDay } });

test.each([
  { says: 'nothing to see to', trust: fine, current: [bundle(day0)], warns: null },
  { says: 'no trust root', trust: { ...fine, roots: [] }, current: [], warns: /no trust root yet/ },
  {
    says: 'root keys beside the service',
    trust: { ...(await trustOf({ rootKeys: [rootKey], rootThreshold: 1 })), rootKeys: [rootKey] },
    current: [],
    warns: /root keys lie beside/,
  },
  { says: '180 days left', trust: await expiring(180), current: [], warns: null },
  { says: '179 days left', trust: await expiring(179), current: [], warns: /expires in 179 days/ },
  { says: 'a pin key that is missing', trust: { ...fine, pinKeys: [] }, current: [], warns: /lacks pin keys/ },
  { says: 'a bundle from the future', trust: fine, current: [bundle(day0 + 1)], warns: /bank .*clock/ },
  {
    says: 'a bundle that is overdue',
    trust: fine,
    current: [bundle(day0 - 7 * oneDay)],
    warns: /bank should have been signed anew/,
  },
])('$says', ({ trust, current, warns }) => {
  const warnings = warningsOf(trust, current, day0);
  if (warns === null) expect(warnings).toEqual([]);
  else expect(warnings).toEqual([expect.stringMatching(warns)]);
});
