import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { servedOf } from '../example-world.ts';
import { consequenceOf, found, pinsOf, pinsWith } from '../places.ts';
import type { Rule } from '../rule.ts';
import { servedLists } from '../served.ts';

const hex = 'A7:3C:11:5E:90:4F:D2:08:6B:77:E1:9A:34:C5:0D:F8:21:66:BE:43:9C:EA:70:18:5F:D3:02:8B:C4:6E:97:F0';

export const certificateHashPin: Rule = {
  id: 'certificate-hash-pin',
  title: 'Hash of a certificate in place of a key',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'This is the fingerprint of a whole certificate, as browsers and openssl show it. Platforms compare it with the hash of a key: it matches nothing.',
  repair: 'Write the pin of the key in that certificate: livepin pin CERTIFICATE.',
  standards: ['RFC 7469', 'MASWE-0047'],
  bad: {
    files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b), sha256(hex)]) },
    at: ['sha256/A7:3C'],
  },
  good: {
    files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]) },
    world: { served: servedOf('api.example.com', [a]) },
  },
  check: (project, world) => [
    ...pinsWith(project, 'certificate-hash-pin').map(({ place, pin }) =>
      found(place, pin.span, `This is the fingerprint of a certificate in hexadecimal: ${consequenceOf(place.form)}.`),
    ),
    ...servedLists(project, world).flatMap(({ place, host, served }) => {
      const certificates = new Map(
        served.paths.flat().map(({ certificateHash, subject }) => [certificateHash, subject]),
      );
      return pinsOf(place).flatMap(({ pin, judged }) => {
        const subject = judged.pin === null ? undefined : certificates.get(judged.pin);
        if (subject === undefined) return [];
        const sentence = `This is the hash of the whole certificate of ${subject}, which ${host} shows: no key has it.`;
        return [found(place, pin.span, sentence)];
      });
    }),
  ],
};
