import { judgePath, type Pin, type PinSet, policyOf, type VerifiedPath } from '@livepin/core';
import { getPublicSuffix } from 'tldts';
import { type Finding, refusing, telling } from './finding.ts';
import { without } from './without.ts';

/** What was learnt from a live host, or why nothing was. */
export type Observation =
  | {
      readonly kind: 'seen';
      /** Every path that a platform may build. */
      readonly paths: readonly VerifiedPath[];
      /** Of every certificate that was sent, on a path or not. */
      readonly served: readonly Pin[];
      /** Why there is no path, or null. */
      readonly fault: string | null;
      /** Why the certificate is not for this host, or null. */
      readonly nameFault: string | null;
      /** There may be paths that were not looked at. */
      readonly isCutOff: boolean;
    }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'not-asked' };

export interface Revocations {
  readonly all: ReadonlySet<Pin>;
  /** Those that the published bundle does not have yet. */
  readonly added: ReadonlySet<Pin>;
}

/**
 * Findings about one pin set. Those of a set in report mode are told and stand in nobody's way, for that is what the
 * mode is for: to learn whether the pins fit. A revocation counts in either mode, since clients refuse it in both.
 */
export function judgeHost(pinSet: PinSet, observation: Observation, revocations: Revocations): Finding[] {
  const about = pinSet.mode === 'enforce' ? refusing : telling;
  return [
    ...judgeSuffix(pinSet),
    ...judgeCount(pinSet, revocations.all, about),
    ...judgeLive(pinSet, observation, revocations, about),
  ];
}

type About = typeof refusing;

function judgeSuffix({ host, subdomains }: PinSet): Finding[] {
  if (!subdomains || getPublicSuffix(host, { allowPrivateDomains: true }) !== host) return [];
  const sentence = `${host} is a public suffix: its sub-domain rule would hold for names of strangers.`;
  return [refusing('LP_PUBLISH_PUBLIC_SUFFIX', host, sentence)];
}

function judgeCount({ host, pins }: PinSet, revoked: ReadonlySet<Pin>, about: About): Finding[] {
  const usable = without(pins, revoked).size;
  if (usable >= 2) return [];
  const how = usable === 1 ? 'one pin' : 'no pin';
  return [about('LP_PUBLISH_FEW_PINS', host, `${host} has ${how} that can be used, and needs two.`)];
}

function judgeLive(pinSet: PinSet, observation: Observation, revocations: Revocations, about: About): Finding[] {
  const { host } = pinSet;
  switch (observation.kind) {
    case 'not-asked':
      return [telling('LP_PUBLISH_NOT_PROBED', host, `${host} was not asked, as its draft says.`)];
    case 'unreachable':
      return [about('LP_PUBLISH_UNREACHABLE', host, observation.why)];
    case 'seen':
      return [
        ...judgeServed(pinSet, observation, revocations, about),
        ...judgeBackup(pinSet, observation, revocations.all, about),
        ...judgeRevocations(pinSet, observation.paths, revocations.added),
      ];
  }
}

type Seen = Extract<Observation, { kind: 'seen' }>;

/** Every path must pass: each platform builds its own, and the apps on it know no other. */
function judgeServed(pinSet: PinSet, seen: Seen, { all, added }: Revocations, about: About): Finding[] {
  const { host } = pinSet;
  const not = (why: string) => [about('LP_PUBLISH_NOT_SERVED', host, why)];
  if (seen.nameFault) return not(`${host} shows a certificate for other names: ${seen.nameFault}`);
  if (seen.paths.length === 0) {
    return not(`${host} shows no chain that leads to a trusted CA: ${seen.fault ?? 'nothing can be said about it'}.`);
  }
  const policy = policyOf({ domains: [pinSet], revoked: all, unlisted: 'allow' });
  for (const path of seen.paths) {
    // A path that this very publication shuts by revoking a key has a finding of its own.
    if (path.some(({ pin }) => added.has(pin))) continue;
    const { verdict } = judgePath(policy, host, path);
    if (verdict === 'mismatch')
      return not(`${host} can be reached on a path without a pin of its set: ${describe(path)}.`);
    if (verdict === 'revoked') return not(`${host} can be reached on a path with a revoked key: ${describe(path)}.`);
  }
  if (seen.isCutOff) return not(`${host} shows so many certificates that not all paths could be looked at.`);
  return [];
}

/** A key that is sent along is no backup either, though no path leads over it here: it is in use already. */
function judgeBackup({ host, pins }: PinSet, seen: Seen, revoked: ReadonlySet<Pin>, about: About): Finding[] {
  const usable = without(pins, revoked);
  // With fewer than two pins the finding about their number says it already.
  if (usable.size < 2) return [];
  const shown = new Set([...seen.served, ...seen.paths.flatMap((path) => path.map(({ pin }) => pin))]);
  if (without(usable, shown).size > 0) return [];
  return [about('LP_PUBLISH_NO_BACKUP', host, `All ${usable.size} pins of ${host} are of keys that it shows now.`)];
}

function judgeRevocations({ host }: PinSet, paths: readonly VerifiedPath[], added: ReadonlySet<Pin>): Finding[] {
  const hit = paths.flatMap((path) => path.filter(({ pin }) => added.has(pin)));
  return [...new Map(hit.map((certificate) => [certificate.pin, certificate])).values()].map(({ pin, subject }) =>
    refusing('LP_PUBLISH_REVOKES_SERVED', host, `${host} serves the key ${pin} (${subject}) that would be revoked.`),
  );
}

function describe(path: VerifiedPath): string {
  return path.map(({ pin, subject }) => `${subject} (${pin})`).join(' < ');
}
