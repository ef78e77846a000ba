import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const okHttpSingleStar: Rule = {
  id: 'okhttp-single-star',
  title: 'One star where two are meant',
  severity: 'warning',
  scope: 'file',
  forms: ['okhttp', 'ktor'],
  meaning:
    '"*." stands for exactly one label: neither the domain itself nor names further below are pinned by such a pattern.',
  repair: 'Write "**." for the domain and everything below it (OkHttp 4.3 or newer), or add the domain itself.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { [pinnerPath]: pinner(['*.example.com', sha256(a), sha256(b)]) }, at: ['*.example.com'] },
  good: { files: { [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)]) } },
  check: (project) =>
    placesIn(project)
      .filter(({ config, entry }) => isOf(config, 'okhttp', 'ktor') && entry.coverage === 'one-label')
      .filter(({ config, entry }) => {
        const name = entry.host.host;
        return !config.entries.some(({ host, coverage }) => host.host === name && coverage !== 'one-label');
      })
      .map((place) => {
        const { host } = place.entry;
        const sentence = `${host.text} pins neither ${host.host ?? 'the domain'} itself nor what is two labels below it.`;
        return found(place, host.span, sentence);
      }),
};
