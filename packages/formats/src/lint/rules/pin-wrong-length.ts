import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pinWrongLength: Rule = {
  id: 'pin-wrong-length',
  title: 'The pin is not 32 bytes long',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'A SHA-256 has 32 bytes, and this has not: something was cut off, or is no hash. OkHttp and curl take it in silence, and it never matches.',
  repair: 'Write the pin anew: 44 characters that end in "=". livepin pin CERTIFICATE prints it.',
  standards: ['NetworkSecurityConfig', 'RFC 7469'],
  bad: {
    files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b), 'sha256/ZiEPVmyjXZGD8qh4oGb0wZLXH2Cx']) },
    at: ['sha256/ZiEPVmyj'],
  },
  good: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]) } },
  check: (project) =>
    pinsWith(project, 'pin-wrong-length').map((each) => {
      const sentence = `${quotedPin(each)} is not of 32 bytes: ${consequenceOf(each.place.form)}.`;
      return found(each.place, each.pin.span, sentence);
    }),
};
