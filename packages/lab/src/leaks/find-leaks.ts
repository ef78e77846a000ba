import type { ReadRequest } from '../connection.ts';
import type { Leak } from '../report/report.ts';
import { textOf } from './binary-text.ts';
import type { Canary } from './canary.ts';
import { findCanaries } from './find-canaries.ts';
import { findByLook, findByName } from './find-patterns.ts';
import type { Finding } from './finding.ts';
import { layersOf } from './layers.ts';
import { type Place, placesOf } from './places.ts';
import { redactText } from './redact-text.ts';
import { sampleOf } from './sample.ts';

/** A finding with its place, for who is to hide it. */
export interface PlacedFinding extends Finding {
  readonly place: Place;
  readonly member: string | null;
}

/**
 * What of a request gives something away: the tester's canaries in any usual encoding, and what well-known patterns
 * find. Facts only: that a thing was readable, not that it matters. The time is bounded by the size of the request.
 */
export function findLeaks(request: ReadRequest, canaries: readonly Canary[]): readonly Leak[] {
  return leaksOf(findAll(request, canaries), canaries);
}

/** Each leak once for each member that holds it, canaries first. */
export function leaksOf(findings: readonly PlacedFinding[], canaries: readonly Canary[]): readonly Leak[] {
  const leaks = new Map<string, Leak>();
  for (const { kind, name, place, member, encoding, value } of findings) {
    const { where } = place;
    const sample = sampleOf(value);
    const key = JSON.stringify([kind, name, where, member, sample]);
    // Names come from the app as values do.
    const shown = member === null ? null : redactText(member, canaries).slice(0, 80);
    if (!leaks.has(key)) leaks.set(key, { kind, name, where, member: shown, encoding, sample });
  }
  return [...leaks.values()].sort((a, b) => Number(b.kind === 'canary') - Number(a.kind === 'canary'));
}

export function findAll(request: ReadRequest, canaries: readonly Canary[]): readonly PlacedFinding[] {
  return placesOf(request).flatMap((place) => {
    const layers = layersOf(place.text);
    const findings = [...findCanaries(layers, canaries), ...findByName(place), ...findByLook(layers)];
    return findings.map((finding) => ({ ...finding, place, member: memberAt(place, finding.span.start) }));
  });
}

function memberAt({ members }: Place, at: number): string | null {
  // Members are in order: the last that begins before it, or there.
  let [low, high] = [0, members.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (members[middle]!.span.start <= at) low = middle + 1;
    else high = middle;
  }
  const member = members[low - 1];
  return member && at < member.span.end && member.name !== '' ? textOf(member.name) : null;
}
