import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { daySeconds, expiringLists } from '../expiring.ts';
import { found, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';

const soonDays = 30;

export const pinSetExpiresSoon: Rule = {
  id: 'pin-set-expires-soon',
  title: 'The pins expire soon',
  severity: 'warning',
  scope: 'file',
  forms: [
    'nsc',
    'trustkit',
    'trustkit-android',
    'okhttp',
    'ktor',
    'cronet',
    'rn-public-key',
    'rn-ssl-manager',
    'wultra',
  ],
  meaning:
    'Less than 30 days are left. A release takes days to pass a store and weeks to reach most of its users: on the others pinning ends in silence.',
  repair: 'Release with a later date now. livepin sync --check in CI says in time when one is due.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0243', 'PinSetExpiry'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2026-12-10')) }, at: ['2026-12-10'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')) } },
  check: (project, { now }) =>
    expiringLists(project)
      .filter(({ seconds }) => seconds > now && seconds < now + soonDays * daySeconds)
      .map(({ places, text, span, seconds }) => {
        const days = Math.floor((seconds - now) / daySeconds);
        const left = days === 1 ? '1 day' : `${days} days`;
        return found(places[0]!, span, `The pins of ${namesOf(places)} end on ${text}, in ${left}.`);
      }),
};
