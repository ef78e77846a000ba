import { domainToASCII } from 'node:url';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const hostNotALabel: Rule = {
  id: 'host-not-a-label',
  title: 'Name in Unicode',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'Requests carry such names in the ASCII form that begins with "xn--", and this form compares them as they are written: the host is not pinned.',
  repair: 'Write the ASCII form.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.bücher.example', [a, b])) }, at: ['api.bücher.example'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.xn--bcher-kva.example', [a, b])) } },
  check: (project) =>
    placesIn(project)
      // These two convert it themselves.
      .filter(({ config }) => !isOf(config, 'okhttp', 'cronet'))
      .filter(({ entry }) => /[^\u0000-\u007f]/.test(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const ascii = domainToASCII(host.text);
        const meant = ascii === '' ? '' : `; write ${ascii}`;
        return found(place, host.span, `${host.text.slice(0, 80)} never equals the name of a request${meant}.`);
      }),
};
