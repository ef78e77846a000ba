import { endAfter } from '@livepin/formats';
import { parseTime } from '../parse-time.ts';
import { parsed } from '../sketch.ts';
import { usage } from '../usage-error.ts';

/** Until when static pins are to be safe. */
export type Expiry =
  | { readonly kind: 'never' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'at'; readonly seconds: number };

export const expiresOption = parsed(
  '--expires <end>',
  'when the pins end: how many days from now (180), a date, or "never"',
  parseExpiry,
);

function parseExpiry(text: string): Expiry {
  if (text === 'never') return { kind: 'never' };
  if (/^\d{1,4}$/.test(text)) return { kind: 'days', days: Number(text) };
  if (/^\d{4}-\d\d-\d\d/.test(text)) return { kind: 'at', seconds: parseTime(text) };
  throw usage(`--expires ${JSON.stringify(text)}: write a number of days, a date such as 2027-01-31, or never.`);
}

/** @param now seconds since 1970. @returns seconds since 1970; null: never */
export function secondsOf(expiry: Expiry, now: number): number | null {
  switch (expiry.kind) {
    case 'never':
      return null;
    case 'days':
      return endAfter(now, expiry.days);
    case 'at':
      return expiry.seconds;
  }
}
