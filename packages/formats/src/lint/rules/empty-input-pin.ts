import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, pinsWith } from '../places.ts';
import type { Rule } from '../rule.ts';

const ofNothing = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

export const emptyInputPin: Rule = {
  id: 'empty-input-pin',
  title: 'Pin of nothing',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'This is the SHA-256 of no bytes at all: what a pipe of openssl commands prints when its first one failed. No key has it.',
  repair: 'Make the pin anew: livepin pin CERTIFICATE, which says when there is nothing to read.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, ofNothing])) }, at: [ofNothing] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    pinsWith(project, 'empty-input-pin').map(({ place, pin }) =>
      found(place, pin.span, `This pin of ${place.entry.host.text} is the hash of nothing: no key has it.`),
    ),
};
