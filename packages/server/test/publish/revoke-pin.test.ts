import type { Pin } from '@livepin/core';
import { testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { parseDraft } from '../../src/publish/draft.ts';
import { revokePin, unrevokePin } from '../../src/publish/revoke-pin.ts';

const [stolen, other, third] = ['stolen', 'other', 'third'].map(testPin) as [Pin, Pin, Pin];
const { content } = parseDraft({
  domains: [
    { host: 'a.example.com', pins: [stolen, other] },
    { host: 'b.example.com', pins: [stolen] },
    { host: 'c.example.com', pins: [other, third] },
  ],
});

test('a revoked pin leaves every set, but for a set of which it is the last', () => {
  const { domains, revoked } = revokePin(content, testPin('stolen'));
  expect(domains.map(({ pins }) => [...pins])).toEqual([[other], [stolen], [other, third]]);
  expect([...revoked]).toEqual([stolen]);
});

test('taken back, it comes into no set again', () => {
  const after = unrevokePin(revokePin(content, testPin('stolen')), testPin('stolen'));
  expect([...after.revoked]).toEqual([]);
  expect(after.domains.map(({ pins }) => [...pins])).toEqual([[other], [stolen], [other, third]]);
});
