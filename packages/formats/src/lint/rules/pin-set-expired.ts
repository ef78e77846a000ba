import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { expiringLists } from '../expiring.ts';
import { found, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pinSetExpired: Rule = {
  id: 'pin-set-expired',
  title: 'The pins have expired',
  severity: 'error',
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
    'The date has passed, on the devices where the day begins first: pinning is off, and nothing says so. The app works on as if it had never been pinned.',
  repair: 'Check the pins against the servers, and write a new date. livepin sync does both.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0243', 'PinSetExpiry'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2026-11-01')) }, at: ['2026-11-01'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')) } },
  check: (project, { now }) =>
    expiringLists(project)
      .filter(({ seconds }) => seconds <= now)
      .map(({ places, text, span }) =>
        found(places[0]!, span, `The pins of ${namesOf(places)} ended on ${text}: nothing is pinned any more.`),
      ),
};
