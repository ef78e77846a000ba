import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { daySeconds, expiringLists } from '../expiring.ts';
import { found, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';

// Longer than any certificate that a public CA may still issue, or has issued since 2020.
const farDays = 400;

export const pinSetExpiryFar: Rule = {
  id: 'pin-set-expiry-far',
  title: 'The pins expire too late to help',
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
    'The date is there so that an app that nobody updates does not stay cut off for ever. More than 400 days ahead it does not do that: no public certificate lives so long, and no release should.',
  repair: 'Take a date within a year, and move it with each release.',
  standards: ['MASVS-NETWORK-2', 'PinSetExpiry'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2099-01-01')) }, at: ['2099-01-01'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')) } },
  check: (project, { now }) =>
    expiringLists(project)
      .filter(({ seconds }) => seconds > now + farDays * daySeconds)
      .map(({ places, text, span }) =>
        found(
          places[0]!,
          span,
          `The pins of ${namesOf(places)} end on ${text} only, more than ${farDays} days from now.`,
        ),
      ),
};
