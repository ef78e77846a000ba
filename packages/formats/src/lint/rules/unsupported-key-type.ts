import { a, b, c, trustKit, trustKitDomain } from '../example-pieces.ts';
import { servedOf } from '../example-world.ts';
import { found } from '../places.ts';
import type { Rule, ServedKey } from '../rule.ts';
import { servedLists } from '../served.ts';

const ofTrustKit = new Set(['RSA-2048', 'RSA-3072', 'RSA-4096', 'P-256', 'P-384']);
const ofKtor = new Set([...ofTrustKit, 'RSA-1024']);

export const unsupportedKeyType: Rule = {
  id: 'unsupported-key-type',
  title: 'A key of a kind that cannot be pinned',
  severity: 'error',
  scope: 'world',
  forms: ['trustkit', 'ktor'],
  meaning:
    'TrustKit can hash RSA keys of 2048, 3072 and 4096 bits and the curves P-256 and P-384. Any other key in the chain makes it block the connection, even where it only reports. Ktor on iOS passes over such keys: they match no pin.',
  repair: 'Have the server use a key of one of these kinds, and choose a CA that does.',
  standards: [],
  bad: {
    files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) },
    world: { served: servedOf('api.example.com', [a, c], { keyType: 'P-521' }) },
    at: ['api.example.com'],
  },
  good: {
    files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) },
    world: { served: servedOf('api.example.com', [a, c], { keyType: 'P-384' }) },
  },
  check: (project, world) =>
    servedLists(project, world).flatMap(({ place, host, pins, served }) => {
      const { span } = place.entry.host;
      if (place.form.family === 'trustkit') {
        const key = everyPath(served.paths, ofTrustKit);
        const sentence = `${host} shows a key of the kind ${key?.keyType} (${key?.subject}): TrustKit blocks every connection to it.`;
        return key ? [found(place, span, sentence)] : [];
      }
      const isDarwin =
        place.form.family === 'ktor' && (place.file.text?.includes('ktor.client.engine.darwin') ?? false);
      const matched = isDarwin ? served.paths.flat().filter(({ pin }) => pins.has(pin)) : [];
      const [first] = matched;
      if (!first || matched.some(({ keyType }) => ofKtor.has(keyType))) return [];
      const sentence = `The pinned key of ${host} is of the kind ${first.keyType}, which Ktor cannot hash on iOS: it never matches.`;
      return [found(place, span, sentence)];
    }),
};

/** A key of another kind, where no path is without one. */
function everyPath(paths: readonly (readonly ServedKey[])[], known: ReadonlySet<string>): ServedKey | null {
  const odd = paths.map((path) => path.find(({ keyType }) => !known.has(keyType)));
  return odd.every((key) => key !== undefined) ? (odd[0] ?? null) : null;
}
