import { a, b, c, domainConfig, nsc, nscPath, sha256 } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin, rewritten } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pinWrongPrefix: Rule = {
  id: 'pin-wrong-prefix',
  title: 'Wrong prefix before the pin',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'OkHttp and react-native-ssl-manager want "sha256/" before a pin, curl "sha256//", all others nothing: with another one the pin is none.',
  repair: 'Write the prefix of this form.',
  fixes: 'Writes the prefix of this form.',
  standards: ['NetworkSecurityConfig'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, sha256(c)])) }, at: [sha256(c)] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, c])) } },
  check: (project) =>
    pinsWith(project, 'pin-wrong-prefix').map((each) => {
      const { place, pin, judged } = each;
      const { prefix } = place.form;
      const right = prefix === '' ? 'without a prefix' : `with the prefix "${prefix}"`;
      const sentence = `${quotedPin(each)} must be written ${right}: ${consequenceOf(place.form)}.`;
      return found(place, pin.span, sentence, rewritten(place, pin.span, pin.text, `${prefix}${judged.pin}`));
    }),
};
