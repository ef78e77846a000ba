import { a, b, c, domainConfig, nsc, nscPath, trustKit, trustKitDomain } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin, rewritten } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pinUnpadded: Rule = {
  id: 'pin-unpadded',
  title: 'The "=" at the end of the pin is missing',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'Android and OkHttp pass over the missing character. TrustKit throws at it, and to curl and Ktor on iOS the pin matches nothing: it breaks when it is copied to them.',
  repair: 'Add the "=".',
  fixes: 'Adds the "=".',
  standards: ['RFC 7469'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, c.slice(0, -1)])) }, at: [c.slice(0, -1)] },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b, c])),
      'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b, c])),
    },
  },
  check: (project) =>
    pinsWith(project, 'pin-unpadded').map((each) => {
      const { place, pin } = each;
      const fix = rewritten(place, pin.span, pin.text, `${pin.text}=`);
      if (place.form.isLenient && pin.pin !== null) {
        return found(place, pin.span, `${quotedPin(each)} lacks its "=": other platforms do not take it.`, fix);
      }
      const sentence = `${quotedPin(each)} lacks its "=": ${consequenceOf(place.form)}.`;
      return found(place, pin.span, sentence, { severity: 'error', ...fix });
    }),
};
