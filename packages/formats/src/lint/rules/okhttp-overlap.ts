import { effectiveFor } from '../coverage.ts';
import { a, b, c, d, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, keyOf, pinsOf, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const okHttpOverlap: Rule = {
  id: 'okhttp-overlap',
  title: 'Patterns add their pins up',
  severity: 'warning',
  scope: 'file',
  forms: ['okhttp', 'ktor'],
  meaning:
    'OkHttp adds up the pins of all patterns that match. A host with strict pins of its own also accepts those of the looser pattern around it.',
  repair: 'Name the hosts one by one, or give them the same pins.',
  standards: ['MASWE-0047'],
  bad: {
    files: {
      [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)], ['pay.example.com', sha256(c), sha256(d)]),
    },
    at: ['pay.example.com'],
  },
  good: {
    files: {
      [pinnerPath]: pinner(['www.example.com', sha256(a), sha256(b)], ['pay.example.com', sha256(c), sha256(d)]),
    },
  },
  check: (project) =>
    placesIn(project)
      .filter(({ config }) => isOf(config, 'okhttp', 'ktor'))
      .flatMap((place) => {
        const { host, coverage } = place.entry;
        const own = new Set(pinsOf(place).map(keyOf));
        if (host.host === null || coverage === 'one-label' || own.size === 0) return [];
        const looser = effectiveFor(place.config, host.host)?.entries.find(
          (entry) => entry !== place.entry && pinsOf({ ...place, entry }).some((each) => !own.has(keyOf(each))),
        );
        if (!looser || looser.coverage === 'host') return [];
        const sentence = `${host.text} accepts the pins of ${looser.host.text} too: OkHttp adds them up.`;
        return [found(place, host.span, sentence)];
      }),
};
