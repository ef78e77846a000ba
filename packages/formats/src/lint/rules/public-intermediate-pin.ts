import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, keyOf, pinsIn } from '../places.ts';
import { publicIntermediates } from '../public-intermediates.ts';
import type { Rule } from '../rule.ts';

export const publicIntermediatePin: Rule = {
  id: 'public-intermediate-pin',
  title: 'Pin of a public intermediate CA',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'Public CAs change their intermediates without notice, some on purpose so that nobody pins them: at the next renewal the certificate can come from another one, and the app is cut off.',
  repair:
    'Pin the key of the server with a backup key of your own. If it must be a public CA, pin its roots, and those of a second CA.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, 'jQJTbIh0grw0/1TkHSumWb+Fs0Ggogr621gT3PvPKG0='])) },
    at: ['jQJTbIh0grw0/1TkHSumWb+Fs0Ggogr621gT3PvPKG0='],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    pinsIn(project).flatMap((each) => {
      const name = publicIntermediates.get(keyOf(each));
      if (name === undefined) return [];
      const sentence = `This is the key of ${name}, an intermediate that its CA replaces without notice.`;
      return [found(each.place, each.pin.span, sentence)];
    }),
};
