import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { documentationOf } from '../pin-text.ts';
import { found, namesOf, pinsWith } from '../places.ts';
import type { Rule } from '../rule.ts';

// Hosts of the pages themselves: a copy of an example that was left whole is no mistake.
const ofExamples = /(?:^|\.)(?:example\.(?:com|org|net)|publicobject\.com|datatheorem\.com|yahoo\.com|android\.com)$/;
const copied = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=';

export const documentationPin: Rule = {
  id: 'documentation-pin',
  title: 'Pin copied from documentation',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'This is the pin of the example in a manual: of a key of somebody else, or of nobody. The host that it stands for is cut off, or lacks the backup that it seems to have.',
  repair: 'Put the pin of a key of your own there.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: { files: { [pinnerPath]: pinner(['api.bank.example', sha256(a), sha256(b), copied]) }, at: [copied] },
  good: { files: { [pinnerPath]: pinner(['api.bank.example', sha256(a), sha256(b)]) } },
  check: (project) =>
    pinsWith(project, 'documentation-pin')
      .filter(({ place }) => !ofExamples.test(place.entry.host.host ?? ''))
      .map(({ place, pin, judged }) => {
        const sentence = `This pin of ${namesOf([place])} is that of an example in ${judged.pin ? documentationOf(judged.pin) : 'a manual'}.`;
        return found(place, pin.span, sentence);
      }),
};
