import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const okHttpBadPattern: Rule = {
  id: 'okhttp-bad-pattern',
  title: 'Star in the wrong place',
  severity: 'error',
  scope: 'file',
  forms: ['okhttp', 'ktor'],
  meaning: 'A star is allowed as the whole first label, and nowhere else: the app crashes where it builds this pinner.',
  repair: 'Write "**.example.com" or "*.example.com", or name the hosts.',
  standards: [],
  bad: { files: { [pinnerPath]: pinner(['api-*.example.com', sha256(a), sha256(b)]) }, at: ['api-*.example.com'] },
  good: { files: { [pinnerPath]: pinner(['api-eu.example.com', sha256(a), sha256(b)]) } },
  check: (project) =>
    placesIn(project)
      .filter(({ config }) => isOf(config, 'okhttp', 'ktor'))
      .filter(({ entry }) => !/^(?:\*\*?\.)?[^*]+$/.test(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const sentence = `"${host.text.slice(0, 80)}" is no pattern of OkHttp: it throws where the pinner is built.`;
        return found(place, host.span, sentence);
      }),
};
