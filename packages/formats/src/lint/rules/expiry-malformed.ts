import { a, b, c, domainConfig, nsc, nscPath, sslPinning } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const expiryMalformed: Rule = {
  id: 'expiry-malformed',
  title: 'The date cannot be read',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit', 'trustkit-android', 'rn-public-key', 'rn-ssl-manager', 'wultra', 'plain-json'],
  meaning:
    'Android throws at such a date, and the app crashes at its first connection. TrustKit drops it in silence, and the pins never expire.',
  repair: 'Write the date as yyyy-MM-dd: 2027-08-01.',
  standards: ['PinSetExpiry', 'NetworkSecurityConfig'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027/08/01')),
      'src/pins.js': sslPinning(`'push.example.com': {
  publicKeyHashes: ['${a}', '${c}'],
  expirationDate: '1 August 2027',
},
`),
    },
    at: ['2027/08/01', '1 August 2027'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')) } },
  check: (project) =>
    placesIn(project).flatMap((place) => {
      const { expires, host } = place.entry;
      // Readers of other forms say it themselves, with what their platform does.
      if (!expires || expires.seconds !== null || !isOf(place.config, 'rn-public-key')) return [];
      const sentence = `"${expires.text.slice(0, 40)}" is no date of the form yyyy-MM-dd: the pins of ${host.text} never expire.`;
      return [found(place, expires.span, sentence)];
    }),
};
