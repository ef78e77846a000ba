import { type BundleContent, findPinSet, type Host, type PinSet, policyOf } from '@livepin/core';
import { type Finding, forbidding, refusing } from './finding.ts';

/**
 * Findings about what a publication changes, compared with what is published: what unpins, what locks out. A first
 * publication changes nothing for anyone.
 * @param mayRepeat whether it may say what is published
 */
export function judgeChange(next: BundleContent, published: BundleContent, mayRepeat: boolean): Finding[] {
  if (!mayRepeat && saysTheSame(next, published)) {
    return [forbidding('LP_PUBLISH_UNCHANGED', 'The published bundle says exactly this already.')];
  }
  const { byHost } = policyOf(next);
  const policyBefore = policyOf(published);
  return [
    ...published.domains.flatMap((before) => judgeHostChange(byHost.get(before.host), before)),
    ...next.domains
      .filter(({ host }) => !policyBefore.byHost.has(host))
      .flatMap((added) => judgeModeChange(added, findPinSet(policyBefore, added.host))),
    ...judgeUnlisted(next.unlisted, published.unlisted),
    ...[...published.revoked]
      .filter((pin) => !next.revoked.has(pin))
      .map((pin) => refusing('LP_PUBLISH_UNREVOKED', null, `The revoked key ${pin} would be accepted again.`)),
  ];
}

/** Whether two contents mean the same to clients: the order of hosts, pins and other lists is free. */
export function saysTheSame(a: BundleContent, b: BundleContent): boolean {
  return canonical(a) === canonical(b);
}

function judgeHostChange(after: PinSet | undefined, before: PinSet): Finding[] {
  const { host } = before;
  if (!after) return [refusing('LP_PUBLISH_HOST_DROPPED', host, `${host} would have no pin set of its own any more.`)];
  const findings: Finding[] = [];
  if (before.subdomains && !after.subdomains) {
    findings.push(
      refusing('LP_PUBLISH_HOST_DROPPED', host, `The names below ${host} would not be pinned by it any more.`),
    );
  }
  findings.push(...judgeModeChange(after, before));
  if (after.subdomains && !before.subdomains && after.mode === 'enforce') {
    const sentence = `Every name below ${host} would be held to its pins too, and only ${host} itself was asked.`;
    findings.push(refusing('LP_PUBLISH_MODE_RAISED', host, sentence));
  }
  return findings;
}

/**
 * @param before the set that the host had, or that of a name above it whose sub-domain rule it fell under: a set of its own
 *   takes the place of that one
 */
function judgeModeChange({ host, mode }: PinSet, before: PinSet | null): Finding[] {
  if (before === null || before.mode === mode) return [];
  return mode === 'enforce'
    ? [refusing('LP_PUBLISH_MODE_RAISED', host, `${host} goes from report to enforce.`)]
    : [refusing('LP_PUBLISH_MODE_LOWERED', host, `${host} goes from enforce to report.`)];
}

function judgeUnlisted(next: 'allow' | 'refuse', published: 'allow' | 'refuse'): Finding[] {
  if (next === published) return [];
  return next === 'refuse'
    ? [refusing('LP_PUBLISH_MODE_RAISED', null, 'Apps would refuse every host without a pin set.')]
    : [refusing('LP_PUBLISH_MODE_LOWERED', null, 'Apps would reach hosts without a pin set, which they refused.')];
}

function canonical({ refresh, unlisted, domains, revoked, reportTo, sources, samplePer10000 }: BundleContent): string {
  const sets = domains.map(({ host, subdomains, mode, stale, pins }): [Host, ...unknown[]] => [
    host,
    subdomains,
    mode,
    stale,
    [...pins].sort(),
  ]);
  const lists = [[...revoked], [...reportTo], [...sources]].map((list) => list.sort());
  return JSON.stringify([refresh, unlisted, sets.sort(([a], [b]) => (a < b ? -1 : 1)), lists, samplePer10000]);
}
