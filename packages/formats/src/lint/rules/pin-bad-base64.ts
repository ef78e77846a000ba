import { a, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin } from '../places.ts';
import type { Rule } from '../rule.ts';

const broken = 'G3sKSFSFBZcWTZ5boe!mi6J2PRafTZlzegXKZ4F/m1U=';

export const pinBadBase64: Rule = {
  id: 'pin-bad-base64',
  title: 'The pin is not base64',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'A pin that cannot be decoded crashes the app on some platforms; on others it is passed over, or matches nothing.',
  repair: 'Write the pin anew: 44 characters that end in "=". livepin pin CERTIFICATE prints it.',
  standards: ['NetworkSecurityConfig', 'RFC 7469'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, broken])) }, at: [broken] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, c])) } },
  check: (project) =>
    pinsWith(project, 'pin-bad-base64').map((each) => {
      const sentence = `${quotedPin(each)} is not base64: ${consequenceOf(each.place.form)}.`;
      return found(each.place, each.pin.span, sentence);
    }),
};
