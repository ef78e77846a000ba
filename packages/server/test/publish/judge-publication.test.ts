import { asVerifiedPath, type BundleContent, type Host, type Pin } from '@livepin/core';
import { day0, oneDay, testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { parseDraft } from '../../src/publish/draft.ts';
import { decide } from '../../src/publish/finding.ts';
import type { Observation } from '../../src/publish/judge-host.ts';
import { judgePublication } from '../../src/publish/judge-publication.ts';
import type { DomainInput, DraftInput } from '../../src/schemas/draft-schema.ts';

const [leaf, intermediate, root, otherRoot, backup, stranger] = [
  'leaf',
  'intermediate',
  'root',
  'other root',
  'backup',
  'stranger',
].map(testPin) as [Pin, Pin, Pin, Pin, Pin, Pin];
const host = 'api.example.com' as Host;

const pathOf = (...pins: Pin[]) => asVerifiedPath(pins.map((pin) => ({ pin, subject: `CN=${pin.slice(0, 4)}` })));
const seen = (...paths: Pin[][]): Observation => ({
  kind: 'seen',
  paths: paths.map((pins) => pathOf(...pins)),
  served: paths.flatMap((pins) => pins.slice(0, -1)),
  fault: paths.length === 0 ? 'no chain of signatures leads to a trusted CA' : null,
  nameFault: null,
  isCutOff: false,
});
const oneHost = (domain: Partial<DomainInput> = {}): DomainInput => ({ host, pins: [leaf, backup], ...domain });
const contentOf = (draft: Partial<DraftInput>): BundleContent => parseDraft({ domains: [oneHost()], ...draft }).content;

interface Case {
  readonly says: string;
  readonly next?: Partial<DraftInput>;
  /** Null: nothing is published yet. */
  readonly published?: Partial<DraftInput> | null;
  readonly observation?: Observation;
  readonly skipsVersions?: boolean;
  readonly rootDays?: number;
  /** The codes that refuse, and those that only tell. */
  readonly refuses?: readonly string[];
  readonly tells?: readonly string[];
}

const served = seen([leaf, intermediate, root]);
const another = { refresh: 7_200 };

const cases: Case[] = [
  { says: 'a pinned leaf and a backup: nothing to say', published: null },
  {
    says: 'a pinned intermediate and a backup: nothing to say',
    next: { domains: [oneHost({ pins: [intermediate, backup] })] },
  },
  { says: 'nothing changed', published: {}, refuses: ['LP_PUBLISH_UNCHANGED'] },
  { says: 'nothing changed but the number of the version, after a restore', published: {}, skipsVersions: true },
  {
    says: 'nothing changed but the number of the version, and the host is not served',
    published: {},
    skipsVersions: true,
    observation: seen([stranger]),
    refuses: ['LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'only the order of pins changed, which is none to clients',
    next: { domains: [oneHost({ pins: [backup, leaf] })] },
    published: {},
    refuses: ['LP_PUBLISH_UNCHANGED'],
  },
  {
    says: 'nothing changed, and the host is not served: nothing else is said',
    published: {},
    observation: seen([stranger]),
    refuses: ['LP_PUBLISH_UNCHANGED'],
  },
  { says: 'one pin', next: { domains: [oneHost({ pins: [leaf] })] }, refuses: ['LP_PUBLISH_FEW_PINS'] },
  {
    says: 'two pins, one of them revoked',
    next: { domains: [oneHost({ pins: [leaf, backup] })], revoked: [backup] },
    published: { revoked: [backup], ...another },
    refuses: ['LP_PUBLISH_FEW_PINS'],
  },
  {
    says: 'both pins stand on the served path',
    next: { domains: [oneHost({ pins: [leaf, intermediate] })] },
    refuses: ['LP_PUBLISH_NO_BACKUP'],
  },
  {
    says: 'each pin stands on one of two served paths: a cross-sign is no backup',
    next: { domains: [oneHost({ pins: [root, otherRoot] })] },
    observation: seen([leaf, intermediate, root], [leaf, intermediate, otherRoot]),
    refuses: ['LP_PUBLISH_NO_BACKUP'],
  },
  {
    says: 'the other pin is of a certificate that is sent along, and on no path',
    next: { domains: [oneHost({ pins: [leaf, stranger] })] },
    observation: { ...served, served: [leaf, stranger] } as Observation,
    refuses: ['LP_PUBLISH_NO_BACKUP'],
  },
  {
    says: 'the only pin outside the served path is revoked',
    next: { domains: [oneHost({ pins: [leaf, intermediate, backup] })], revoked: [backup] },
    published: { revoked: [backup], ...another },
    refuses: ['LP_PUBLISH_NO_BACKUP'],
  },
  { says: 'no pin is on the path', observation: seen([stranger]), refuses: ['LP_PUBLISH_NOT_SERVED'] },
  {
    says: 'one of two paths has no pin: a platform may build just that one',
    next: { domains: [oneHost({ pins: [root, backup] })] },
    observation: seen([leaf, intermediate, root], [leaf, intermediate, otherRoot]),
    refuses: ['LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'two paths, each with another pin of the set',
    next: { domains: [oneHost({ pins: [root, otherRoot, backup] })] },
    observation: seen([leaf, intermediate, root], [leaf, intermediate, otherRoot]),
  },
  { says: 'no path at all', observation: seen(), refuses: ['LP_PUBLISH_NOT_SERVED'] },
  {
    says: 'a certificate for another name',
    observation: { ...served, nameFault: 'it is for www.example.com' } as Observation,
    refuses: ['LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'more paths than could be looked at',
    observation: { ...served, isCutOff: true } as Observation,
    refuses: ['LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'a path with a key that was revoked earlier: apps refuse it already',
    next: { revoked: [root] },
    published: { revoked: [root], ...another },
    refuses: ['LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'a served key is to be revoked, and is no pin: one finding, not two',
    next: { revoked: [root] },
    published: {},
    refuses: ['LP_PUBLISH_REVOKES_SERVED'],
  },
  {
    says: 'a served key is to be revoked at the first publication',
    next: { revoked: [root] },
    refuses: ['LP_PUBLISH_REVOKES_SERVED'],
  },
  {
    says: 'a served key is to be revoked on a host in report mode: clients refuse it there too',
    next: { domains: [oneHost({ mode: 'report' })], revoked: [root] },
    published: { domains: [oneHost({ mode: 'report' })] },
    refuses: ['LP_PUBLISH_REVOKES_SERVED'],
  },
  { says: 'a key that nobody serves is revoked', next: { revoked: [stranger] }, published: {} },
  { says: 'a revocation is taken back', published: { revoked: [stranger] }, refuses: ['LP_PUBLISH_UNREVOKED'] },
  {
    says: 'the host did not answer',
    observation: { kind: 'unreachable', why: 'api.example.com:443 could not be reached: refused.' },
    refuses: ['LP_PUBLISH_UNREACHABLE'],
  },
  { says: 'the host is not to be asked', observation: { kind: 'not-asked' }, tells: ['LP_PUBLISH_NOT_PROBED'] },
  {
    says: 'a host is dropped',
    next: { domains: [] },
    published: {},
    refuses: ['LP_PUBLISH_HOST_DROPPED'],
  },
  {
    says: 'the names below a host are dropped',
    published: { domains: [oneHost({ subdomains: true })] },
    refuses: ['LP_PUBLISH_HOST_DROPPED'],
  },
  {
    says: 'report becomes enforce',
    published: { domains: [oneHost({ mode: 'report' })] },
    refuses: ['LP_PUBLISH_MODE_RAISED'],
  },
  {
    says: 'the names below an enforced host come under its pins',
    next: { domains: [oneHost({ subdomains: true })] },
    published: {},
    refuses: ['LP_PUBLISH_MODE_RAISED'],
  },
  { says: 'a new host may be enforced at once', published: { domains: [] } },
  {
    says: 'enforce becomes report',
    next: { domains: [oneHost({ mode: 'report' })] },
    published: {},
    refuses: ['LP_PUBLISH_MODE_LOWERED'],
  },
  {
    says: 'unlisted hosts would be refused',
    next: { unlisted: 'refuse' },
    published: {},
    refuses: ['LP_PUBLISH_MODE_RAISED'],
  },
  {
    says: 'unlisted hosts would be let through',
    published: { unlisted: 'refuse' },
    refuses: ['LP_PUBLISH_MODE_LOWERED'],
  },
  ...['com', 'co.uk', 'github.io', 'internal'].map((suffix) => ({
    says: `a sub-domain rule over ${suffix}`,
    next: { domains: [oneHost({ host: suffix, subdomains: true })] },
    refuses: ['LP_PUBLISH_PUBLIC_SUFFIX'],
  })),
  {
    says: 'a sub-domain rule over a registered name',
    next: { domains: [oneHost({ host: 'example.co.uk', subdomains: true })] },
  },
  { says: 'a pin set for a public suffix itself', next: { domains: [oneHost({ host: 'github.io' })] } },
  {
    says: 'everything that is wrong with a host in report mode is told, and refuses nothing',
    next: { domains: [oneHost({ mode: 'report', pins: [stranger] })] },
    published: { domains: [oneHost({ mode: 'report' })] },
    tells: ['LP_PUBLISH_FEW_PINS', 'LP_PUBLISH_NOT_SERVED'],
  },
  {
    says: 'a host in report mode that does not answer',
    next: { domains: [oneHost({ mode: 'report' })] },
    observation: { kind: 'unreachable', why: 'api.example.com:443 could not be reached: refused.' },
    tells: ['LP_PUBLISH_UNREACHABLE'],
  },
  {
    says: 'a set of its own in report mode, for a host that a sub-domain rule held to its pins',
    next: { domains: [oneHost({ host: 'example.com', subdomains: true }), oneHost({ mode: 'report' })] },
    published: { domains: [oneHost({ host: 'example.com', subdomains: true })] },
    refuses: ['LP_PUBLISH_MODE_LOWERED'],
  },
  {
    says: 'a set of its own that enforces, for a host of which a sub-domain rule reported',
    next: { domains: [oneHost({ host: 'example.com', subdomains: true, mode: 'report' }), oneHost()] },
    published: { domains: [oneHost({ host: 'example.com', subdomains: true, mode: 'report' })] },
    refuses: ['LP_PUBLISH_MODE_RAISED'],
  },
  {
    says: 'a set of its own in the mode of the sub-domain rule above it',
    next: { domains: [oneHost({ host: 'example.com', subdomains: true }), oneHost()] },
    published: { domains: [oneHost({ host: 'example.com', subdomains: true })] },
  },
  {
    says: 'a set in report mode below a name without a sub-domain rule, which held nothing to its pins',
    next: { domains: [oneHost({ host: 'example.com' }), oneHost({ mode: 'report' })] },
    published: { domains: [oneHost({ host: 'example.com' })] },
  },
  { says: 'the trust root lasts 60 days more', rootDays: 60 },
  { says: 'the trust root lasts 59 days more', rootDays: 59, refuses: ['LP_PUBLISH_ROOT_EXPIRES'] },
  { says: 'the trust root has expired', rootDays: -1, refuses: ['LP_PUBLISH_ROOT_EXPIRES'] },
];

test.each(cases)(
  '$says',
  ({ next = {}, published = null, skipsVersions, observation = served, rootDays = 365, refuses = [], tells = [] }) => {
    const content = contentOf(next);
    const observations = new Map(content.domains.map((pinSet) => [pinSet.host, observation]));
    const trustRoot = { version: 1, exp: day0 + rootDays * oneDay };
    const before = published && contentOf(published);
    const proposal = { next: content, published: before, observations, root: trustRoot };
    const findings = judgePublication({ ...proposal, skipsVersions: skipsVersions ?? false }, day0);
    const codes = (isRefusing: boolean) => findings.filter((one) => one.refuses === isRefusing).map(({ code }) => code);
    expect({ refuses: codes(true), tells: codes(false) }).toEqual({ refuses, tells });
    for (const finding of findings) if (finding.host) expect(finding.sentence).toContain(finding.host);
  },
);

test('a host that did not change is judged too: its server may have', () => {
  const next = contentOf({ domains: [oneHost(), oneHost({ host: 'new.example.com' })] });
  const observations = new Map<Host, Observation>([
    [host, seen([stranger])],
    ['new.example.com' as Host, served],
  ]);
  const findings = judgePublication(
    { next, published: contentOf({}), observations, root: { version: 1, exp: day0 + 365 * oneDay } },
    day0,
  );
  expect(findings).toMatchObject([{ code: 'LP_PUBLISH_NOT_SERVED', host }]);
});

test('of the words given, only those that were needed are held against anyone', () => {
  const findings = judgePublication(
    {
      next: contentOf({ domains: [oneHost({ pins: [leaf] })] }),
      published: null,
      observations: new Map([[host, served]]),
      root: { version: 1, exp: day0 + 365 * oneDay },
    },
    day0,
  );
  expect(decide(findings, new Set())).toEqual({ kind: 'refused' });
  expect(decide(findings, new Set(['LP_PUBLISH_NOT_SERVED']))).toEqual({ kind: 'refused' });
  const words = new Set(['LP_PUBLISH_FEW_PINS', 'LP_PUBLISH_NOT_SERVED']);
  expect(decide(findings, words)).toEqual({ kind: 'publish', overrides: ['LP_PUBLISH_FEW_PINS'] });
});

test('no word helps against what cannot be published at all', () => {
  const proposal = {
    next: contentOf({}),
    published: contentOf({}),
    observations: new Map(),
    root: { version: 1, exp: day0 + 365 * oneDay },
  };
  expect(decide(judgePublication(proposal, day0), new Set(['LP_PUBLISH_UNCHANGED']))).toEqual({ kind: 'refused' });
});
