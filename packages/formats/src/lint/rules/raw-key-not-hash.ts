import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin } from '../places.ts';
import type { Rule } from '../rule.ts';

const key =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEq3v1zSeM4XwQ6hY2nJ5tRk8aBfUcLd0oPiWgTsZ7eVxCjNmKu9QbHyrGl2F4DaE6OSI1w3MvXt5pR8zB0kUhfA==';

export const rawKeyNotHash: Rule = {
  id: 'raw-key-not-hash',
  title: 'A key in place of its hash',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning: 'This is the public key or the certificate itself, not the SHA-256 of the key: it matches nothing.',
  repair: 'Write its pin: livepin pin FILE prints it of a key or a certificate.',
  standards: ['RFC 7469', 'NetworkSecurityConfig'],
  bad: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b), sha256(key)]) }, at: ['sha256/MFkw'] },
  good: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]) } },
  check: (project) =>
    pinsWith(project, 'raw-key-not-hash').map((each) => {
      const sentence = `${quotedPin(each)} is a key or a certificate, not a hash: ${consequenceOf(each.place.form)}.`;
      return found(each.place, each.pin.span, sentence);
    }),
};
