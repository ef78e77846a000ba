import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isNobodys } from '../pin-text.ts';
import { found, keyOf, listsIn, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const noBackupPin: Rule = {
  id: 'no-backup-pin',
  title: 'No backup pin',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'One key alone is let through. On the day it is lost, stolen or changed by a certificate that was renewed with a new one, every installed app is cut off until its user updates it.',
  repair:
    'Add the pin of a second key that is kept apart from the server (livepin key new makes one), or of a CA that you would change to.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047', 'MissingBackupPin', 'RFC 7469'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a])) }, at: [a] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    listsIn(project).flatMap(({ places, pins }) => {
      if (places.some(({ entry }) => entry.isPartial)) return [];
      const real = pins.filter(({ judged }) => !isNobodys(judged));
      const [first] = real;
      if (!first || new Set(real.map(keyOf)).size > 1) return [];
      const sentence = `${namesOf(places)} has one pin: when its key changes, no connection is made any more.`;
      // A list of certificates is fetched anew by those who read it.
      return [
        found(first.place, first.pin.span, sentence, first.place.form.ofCertificates ? { severity: 'warning' } : {}),
      ];
    }),
};
