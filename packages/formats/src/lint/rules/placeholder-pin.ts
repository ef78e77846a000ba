import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, pinsWith, quotedPin } from '../places.ts';
import type { Rule } from '../rule.ts';

const made = 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=';

export const placeholderPin: Rule = {
  id: 'placeholder-pin',
  title: 'Placeholder in place of a pin',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'No key has this pin. It was put there so that the file looks complete, and the backup that it stands for does not exist.',
  repair: 'Put the pin of a real backup key there: livepin key new makes one.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, made])) }, at: [made] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    pinsWith(project, 'placeholder-pin').map((each) =>
      found(each.place, each.pin.span, `${quotedPin(each)} is a placeholder: no key has this pin.`),
    ),
};
