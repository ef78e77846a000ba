import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, placesIn, rewritten } from '../places.ts';
import type { Rule } from '../rule.ts';

export const hostTrailingDot: Rule = {
  id: 'host-trailing-dot',
  title: 'Dot at the end of the host',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'Platforms take the dot off the name of a request and compare with what is written here: the host is not pinned.',
  repair: 'Remove the dot.',
  fixes: 'Removes the dot, unless that names a host that the file has already.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com.', [a, b])) }, at: ['api.example.com.'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => /[^.]\.$/.test(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const bare = host.text.slice(0, -1);
        const isTaken = place.config.entries.some((entry) => entry.host.text.toLowerCase() === bare.toLowerCase());
        const fix = isTaken ? {} : rewritten(place, host.span, host.text, bare);
        return found(
          place,
          host.span,
          `${host.text} never equals the name of a request, which has no dot at its end.`,
          fix,
        );
      }),
};
