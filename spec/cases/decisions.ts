import { domain, testPin } from '@livepin/testkit';
import type { DecisionVector } from '../vector.ts';
import type { Cases } from './story.ts';

const [leaf, intermediate, root] = [testPin('leaf'), testPin('intermediate'), testPin('root')];
const [backup, stranger] = [testPin('backup'), testPin('stranger')];
const genuine = [leaf, intermediate, root];
const rogue = [stranger, testPin('rogue root')];
const host = 'api.example.com';

const pinned = (pins: string[], more = {}) => ({ domains: [domain(host, pins, more)] });

function decide(
  says: string,
  content: object,
  expect: DecisionVector['expect'],
  more: Partial<DecisionVector> = {},
): DecisionVector {
  const base = { kind: 'decision', says, host, freshness: 'fresh', scheme: 'https', paths: [genuine] } as const;
  return { ...base, content: content as DecisionVector['content'], expect, ...more };
}

const passes = (judgement: string) => ({ admission: 'proceed', judgement, enforcement: 'proceed' }) as const;
const mismatch = { admission: 'proceed', judgement: 'mismatch', enforcement: ['refuse', 'LP_PIN_MISMATCH'] } as const;
const revoked = (depth: number) =>
  ({ admission: 'proceed', judgement: `revoked at ${depth}`, enforcement: ['refuse', 'LP_PIN_REVOKED'] }) as const;

export const decisions: Cases<DecisionVector> = {
  'leaf-matches': decide('the leaf is pinned', pinned([leaf, backup]), passes('match at 0')),
  'intermediate-matches': decide(
    'a pinned intermediate is enough',
    pinned([intermediate, backup]),
    passes('match at 1'),
  ),
  'anchor-matches': decide('so is the trust anchor', pinned([root, backup]), passes('match at 2')),
  'nearest-leaf-told': decide(
    'of several the one nearest the leaf is told',
    pinned([root, intermediate]),
    passes('match at 1'),
  ),
  mismatch: decide('no pin of the set is in the path', pinned([backup]), mismatch),
  'rogue-path': decide('a path of somebody else', pinned([leaf, backup]), mismatch, { paths: [rogue] }),
  'no-path': decide('no verified path at all', pinned([leaf, backup]), mismatch, { paths: [] }),
  'second-path': decide('one of two paths passes', pinned([root]), passes('match at 2'), { paths: [rogue, genuine] }),
  'report-mode': decide('a mismatch that is only reported', pinned([backup], { mode: 'report' }), {
    admission: 'proceed',
    judgement: 'mismatch',
    enforcement: ['report', 'LP_PIN_MISMATCH'],
  }),
  'revoked-leaf': decide('the leaf is revoked', { ...pinned([leaf]), revoked: [leaf] }, revoked(0)),
  'revoked-beside-match': decide(
    'a revoked intermediate, though the leaf is pinned',
    { ...pinned([leaf]), revoked: [intermediate] },
    revoked(1),
  ),
  'revoked-unpinned-host': decide('on a host without pins', { domains: [], revoked: [leaf] }, revoked(0)),
  'revoked-report-mode': decide(
    'on a host that is only reported',
    { ...pinned([leaf], { mode: 'report' }), revoked: [leaf] },
    revoked(0),
  ),
  'revoked-other-path': decide(
    'one path holds a revoked key, another passes',
    { ...pinned([leaf]), revoked: [root] },
    passes('match at 0'),
    {
      paths: [genuine, [leaf, intermediate, testPin('other root')]],
    },
  ),
  'revoked-or-reported': decide(
    'one path is revoked, the other a mismatch on a host that is only reported',
    { ...pinned([backup], { mode: 'report' }), revoked: [root] },
    { admission: 'proceed', judgement: 'mismatch', enforcement: ['report', 'LP_PIN_MISMATCH'] },
    { paths: [genuine, [leaf, intermediate, testPin('other root')]] },
  ),
  unpinned: decide('a host without a pin set', pinned([backup]), passes('unpinned'), { host: 'www.example.com' }),
  'unpinned-no-path': decide('a host without a pin set, and no path was built', pinned([backup]), passes('unpinned'), {
    host: 'www.example.com',
    paths: [],
  }),
  'unpinned-no-path-revoked': decide(
    'a host without a pin set, no path was built, and a key is revoked: nothing says that it is not on this one',
    { ...pinned([backup]), revoked: [stranger] },
    mismatch,
    { host: 'www.example.com', paths: [] },
  ),
  'report-mode-no-path': decide(
    'no path on a host that is only reported',
    pinned([leaf], { mode: 'report' }),
    { admission: 'proceed', judgement: 'mismatch', enforcement: ['report', 'LP_PIN_MISMATCH'] },
    { paths: [] },
  ),
  'report-mode-no-path-revoked': decide(
    'no path on a host that is only reported, and a key is revoked',
    { ...pinned([leaf], { mode: 'report' }), revoked: [stranger] },
    mismatch,
    { paths: [] },
  ),
  'unpinned-other-key-revoked': decide(
    'a host without a pin set, and a key is revoked that its path does not hold',
    { ...pinned([backup]), revoked: [stranger] },
    passes('unpinned'),
    { host: 'www.example.com' },
  ),
  'unpinned-one-path-revoked': decide(
    'a host without a pin set: one path holds a revoked key, another does not',
    { ...pinned([backup]), revoked: [root] },
    passes('unpinned'),
    { host: 'www.example.com', paths: [genuine, [leaf, intermediate, testPin('other root')]] },
  ),
  'revoked-in-all-paths': decide(
    'every path holds a revoked key, each another',
    { ...pinned([leaf]), revoked: [root, testPin('other root')] },
    revoked(2),
    { paths: [genuine, [leaf, intermediate, testPin('other root')]] },
  ),
  'revoked-anchor': decide(
    'a revoked trust anchor, though the leaf is pinned',
    { ...pinned([leaf]), revoked: [root] },
    revoked(2),
  ),
  'revoked-while-stale': decide(
    'a stale bundle goes on revoking',
    { ...pinned([leaf], { stale: 'hold' }), revoked: [intermediate] },
    revoked(1),
    { freshness: 'stale' },
  ),
  'sub-domain-rule': decide(
    'a host below a name with a sub-domain rule',
    { domains: [domain('example.com', [leaf], { subdomains: true })] },
    passes('match at 0'),
  ),
  'sub-domain-rule-mismatch': decide(
    'and another key there',
    { domains: [domain('example.com', [backup], { subdomains: true })] },
    mismatch,
  ),
  'sub-domain-listed': decide(
    'a host covered by a rule is listed',
    { domains: [domain('example.com', [leaf], { subdomains: true })], unlisted: 'refuse' },
    passes('match at 0'),
  ),
  'unlisted-refused-cleartext': decide(
    'unlisted is said before unencrypted',
    { ...pinned([leaf]), unlisted: 'refuse' },
    { admission: ['refuse', 'LP_HOST_UNLISTED'] },
    { host: 'www.example.com', scheme: 'http' },
  ),
  'no-bundle-unpinned': decide(
    'no bundle is in force, and nothing is known of the host',
    {},
    { admission: ['refuse', 'LP_NO_BUNDLE'] },
    { freshness: 'none', host: 'www.example.com' },
  ),
  'cleartext-stale': decide(
    'unencrypted is said before stale',
    pinned([leaf], { stale: 'refuse' }),
    { admission: ['refuse', 'LP_CLEARTEXT'] },
    { scheme: 'http', freshness: 'stale' },
  ),
  'stale-unpinned': decide('a stale bundle does not close what it never pinned', pinned([leaf]), passes('unpinned'), {
    host: 'www.example.com',
    freshness: 'stale',
  }),
  'request-in-another-spelling': decide('the host in another spelling', pinned([backup]), mismatch, {
    host: 'API.Example.com.',
  }),
  'unlisted-refused': decide(
    'a host without a pin set where those are refused',
    { ...pinned([leaf]), unlisted: 'refuse' },
    {
      admission: ['refuse', 'LP_HOST_UNLISTED'],
    },
    { host: 'www.example.com' },
  ),
  'no-bundle': decide(
    'no bundle is in force',
    pinned([leaf]),
    { admission: ['refuse', 'LP_NO_BUNDLE'] },
    { freshness: 'none' },
  ),
  'stale-holds': decide('a stale bundle goes on pinning', pinned([leaf]), passes('match at 0'), { freshness: 'stale' }),
  'stale-holds-mismatch': decide('and refusing', pinned([backup]), mismatch, { freshness: 'stale' }),
  'stale-refuses': decide(
    'or refuses, where the set says so',
    pinned([leaf], { stale: 'refuse' }),
    {
      admission: ['refuse', 'LP_BUNDLE_STALE'],
    },
    { freshness: 'stale' },
  ),
  'stale-refuse-while-fresh': decide(
    'which says nothing while the bundle is fresh',
    pinned([leaf], { stale: 'refuse' }),
    passes('match at 0'),
  ),
  'stale-report-mode': decide(
    'a set that is only reported never ends a connection by staleness',
    pinned([leaf], { stale: 'refuse', mode: 'report' }),
    passes('match at 0'),
    { freshness: 'stale' },
  ),
  'cleartext-pinned': decide(
    'a pinned host without TLS',
    pinned([leaf]),
    { admission: ['refuse', 'LP_CLEARTEXT'] },
    { scheme: 'http' },
  ),
  'cleartext-reported': decide(
    'one that is only reported',
    pinned([leaf], { mode: 'report' }),
    { admission: ['report', 'LP_CLEARTEXT'] },
    { scheme: 'http' },
  ),
  'cleartext-unpinned': decide(
    'one without a pin set',
    pinned([leaf]),
    { admission: 'proceed' },
    {
      scheme: 'http',
      host: 'www.example.com',
    },
  ),
  'most-specific-set-only': decide(
    'pins of a pattern above do not add to those of the host',
    { domains: [domain('example.com', [leaf], { subdomains: true }), domain(host, [backup])] },
    mismatch,
  ),
};
