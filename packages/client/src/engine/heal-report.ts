/** Whether a fetch was tried before a connection failed, and what came of it. */
export type HealReport =
  | { readonly outcome: 'not-tried' }
  /** Heals that brought nothing are followed by a pause. `until`: seconds since 1970. */
  | { readonly outcome: 'held-back'; readonly until: number }
  /** Something newer came: the judgement was made anew by it. */
  | { readonly outcome: 'newer' }
  | { readonly outcome: 'nothing-newer' }
  | { readonly outcome: 'no-answer' }
  /** The bound on waiting was reached; the fetch goes on for connections to come. */
  | { readonly outcome: 'timed-out' };

const sentences: Readonly<Record<HealReport['outcome'], string>> = {
  'not-tried': 'no fetch was tried',
  'held-back': 'no fetch was tried, since earlier ones brought nothing newer',
  newer: 'a fetch brought newer documents, and they say the same',
  'nothing-newer': 'a fetch brought nothing newer',
  'no-answer': 'a fetch was tried, and no place answered',
  'timed-out': 'a fetch was tried, and did not end in time',
};

export function describeHeal({ outcome }: HealReport): string {
  return sentences[outcome];
}
