import type { BundleContent, Pin, PinSet } from '@livepin/core';
import { formatContent } from './draft.ts';
import { without } from './without.ts';

export interface HostDifference {
  readonly host: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly pinsAdded: readonly string[];
  readonly pinsRemoved: readonly string[];
  /** Members other than the pins that differ. */
  readonly members: readonly MemberDifference[];
}

/** The two values as JSON texts; null where there is none. */
export interface MemberDifference {
  readonly member: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Difference {
  readonly hosts: readonly HostDifference[];
  /** Members of the content other than its domains that differ. */
  readonly members: readonly MemberDifference[];
}

/** What has to be read before one content takes the place of another. @param from null: there was none */
export function diffContents(from: BundleContent | null, to: BundleContent): Difference {
  const before = new Map((from?.domains ?? []).map((pinSet) => [pinSet.host, pinSet]));
  const after = new Map(to.domains.map((pinSet) => [pinSet.host, pinSet]));
  const hosts = [...new Set([...before.keys(), ...after.keys()])].sort();
  const { domains: _from, ...fromMembers } = from ? formatContent(from) : { domains: [] };
  const { domains: _to, ...toMembers } = formatContent(to);
  return {
    hosts: hosts
      .map((host) => diffHost(host, before.get(host) ?? null, after.get(host) ?? null))
      .filter(
        ({ change, pinsAdded, pinsRemoved, members }) =>
          change !== 'changed' || pinsAdded.length + pinsRemoved.length + members.length > 0,
      ),
    members: diffMembers(fromMembers, toMembers),
  };
}

function diffHost(host: string, before: PinSet | null, after: PinSet | null): HostDifference {
  const [from, to] = [before?.pins ?? new Set<Pin>(), after?.pins ?? new Set<Pin>()];
  return {
    host,
    change: before ? (after ? 'changed' : 'removed') : 'added',
    pinsAdded: [...without(to, from)],
    pinsRemoved: [...without(from, to)],
    members: diffMembers(before ? membersOf(before) : {}, after ? membersOf(after) : {}),
  };
}

function membersOf({ subdomains, mode, stale }: PinSet) {
  return { subdomains, mode, stale };
}

function diffMembers(from: object, to: object): MemberDifference[] {
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const text = (values: Map<string, unknown>, name: string) =>
    values.has(name) ? JSON.stringify(values.get(name)) : null;
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((member) => ({ member, from: text(before, member), to: text(after, member) }))
    .filter((difference) => difference.from !== difference.to);
}
