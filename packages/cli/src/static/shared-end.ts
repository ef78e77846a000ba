import type { Host } from '@livepin/core';
import { type Loss, shownEnd } from '@livepin/formats';
import type { PlanSource } from './plan-source.ts';

/** What is to be known where a config has one end, and what was read has several, or none for some of its hosts. */
export function sharedEnd({ ends, expires }: PlanSource): Loss[] {
  if (!ends || expires === null) return [];
  const day = shownEnd({ text: String(expires), seconds: expires });
  const hosts = (differs: (end: number | null) => boolean) =>
    [...ends].flatMap(([host, end]) => (differs(end) ? [host] : []));
  const undated = hosts((end) => end === null);
  const later = hosts((end) => end !== null && end > expires);
  return [
    ...(undated.length > 0 ? [said('pin-set-no-expiry', `No date stands with ${namesOf(undated)}`, day)] : []),
    ...(later.length > 0 ? [said('expiry-lost', `A later date stands with ${namesOf(later)}`, day)] : []),
  ];
}

function said(rule: string, what: string, day: string): Loss {
  return {
    rule,
    sentence: `${what} in what was read: these pins end as the others do, on ${day}. --expires says otherwise.`,
  };
}

function namesOf(hosts: readonly Host[]): string {
  const more = hosts.length - 3;
  return hosts.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
