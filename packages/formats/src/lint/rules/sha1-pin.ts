import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { found, pinsWith } from '../places.ts';
import type { Rule } from '../rule.ts';

export const sha1Pin: Rule = {
  id: 'sha1-pin',
  title: 'SHA-1 pin',
  severity: 'error',
  scope: 'file',
  forms: ['okhttp', 'ktor', 'hpkp'],
  meaning:
    'Collisions of SHA-1 can be made, and every other platform refuses it: such a pin vouches for little, and cannot be carried over.',
  repair: 'Write the SHA-256 of the same key: livepin pin CERTIFICATE.',
  standards: ['CWE-328', 'MASVS-NETWORK-2'],
  bad: {
    files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b), 'sha1/9ao5GNZ0Jo3KhHBeTNIRnzNqgTs=']) },
    at: ['sha1/9ao5'],
  },
  good: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]) } },
  check: (project) =>
    pinsWith(project, 'sha1-pin').map(({ place, pin }) =>
      found(place, pin.span, `${place.entry.host.text} is pinned by SHA-1.`),
    ),
};
