import type { CellVerdict, HostVerdict } from './report.ts';

/** How a verdict is felt, whatever shows it: as a colour, an emphasis, a level. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet';

export interface Word {
  /** One character, told from the others by its form. */
  readonly mark: string;
  readonly says: string;
  readonly tone: Tone;
  /** What it means, for whoever meets it for the first time. One sentence. */
  readonly meaning: string;
}

/** In order of how much they matter. */
export const hostWords: Readonly<Record<HostVerdict, Word>> = {
  'not-pinned': {
    mark: '✗',
    says: 'not pinned',
    tone: 'bad',
    meaning:
      'It gave its data to a server with a false certificate: any CA that the device trusts is enough to read it.',
  },
  'pinned-but-leaking': {
    mark: '✗',
    says: 'pinned but leaking',
    tone: 'bad',
    meaning: 'It refuses false certificates, and its data gets out another way.',
  },
  'pinned-but-fragile': {
    mark: '!',
    says: 'pinned but fragile',
    tone: 'warning',
    meaning: 'It refuses false certificates, and an attacker can stop it from working with the genuine server.',
  },
  unproven: {
    mark: '?',
    says: 'unproven',
    tone: 'warning',
    meaning: "It refused, and nothing shows that it would have trusted the lab's CA if it were not pinned.",
  },
  inconclusive: {
    mark: '?',
    says: 'inconclusive',
    tone: 'warning',
    meaning: 'The app failed with the genuine server too: whatever happened under attack proves nothing.',
  },
  'not-seen': {
    mark: '·',
    says: 'not seen',
    tone: 'quiet',
    meaning: 'It made no connection that could be attacked: the test did not exercise it.',
  },
  pinned: {
    mark: '✓',
    says: 'pinned',
    tone: 'good',
    meaning: 'It refused every attack that was tried, also those under a CA that it trusts.',
  },
  'pin-source': {
    mark: '·',
    says: 'source of pins',
    tone: 'quiet',
    meaning: 'The app asks it for pins alone. They prove themselves, so that the connection needs none.',
  },
};

/** In order of how much they matter. */
export const cellWords: Readonly<Record<CellVerdict, Word>> = {
  read: { mark: '✗', says: 'read', tone: 'bad', meaning: "Some of the app's data was readable for the attacker." },
  broken: {
    mark: '!',
    says: 'broken',
    tone: 'warning',
    meaning: 'The app could not use the genuine server, though it should have gone on.',
  },
  flaky: {
    mark: '~',
    says: 'flaky',
    tone: 'warning',
    meaning: "Tries differed from each other, and none of the app's data was readable.",
  },
  inconclusive: {
    mark: '?',
    says: 'inconclusive',
    tone: 'warning',
    meaning: 'The control connections failed: whatever happened proves nothing.',
  },
  'not-seen': { mark: '·', says: 'not seen', tone: 'quiet', meaning: 'The app made no connection that was attacked.' },
  'not-run': { mark: '–', says: 'not run', tone: 'quiet', meaning: 'What the scenario needs was not there.' },
  held: {
    mark: '✓',
    says: 'held',
    tone: 'good',
    meaning: "Every attacked connection was refused before a byte of the app's data was readable.",
  },
};

const hostOrder = Object.keys(hostWords) as HostVerdict[];

/** Those that matter most first, and as they were beside each other otherwise. */
export function worstFirst<T extends { readonly verdict: HostVerdict }>(hosts: readonly T[]): T[] {
  return hosts.toSorted((one, other) => hostOrder.indexOf(one.verdict) - hostOrder.indexOf(other.verdict));
}
