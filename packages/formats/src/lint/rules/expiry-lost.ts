import type { Host } from '@livepin/core';
import type { ReadEntry } from '../../read-config.ts';
import { shownEnd } from '../../write/date.ts';
import { effectiveFor } from '../coverage.ts';
import { a, ats, atsDomain, b, domainConfig, nsc, nscPath, trustKit, trustKitDomain } from '../example-pieces.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

// Code can look at the date before it pins, as what Livepin generates does.
const asksForTheTime = /currentTimeMillis|timeIntervalSince1970|Instant\.now|LocalDate\.now|Date\.now|new Date\(\)/;

export const expiryLost: Rule = {
  id: 'expiry-lost',
  title: 'The date holds on one platform only',
  severity: 'info',
  scope: 'project',
  forms: ['ats', 'okhttp', 'ktor', 'alamofire', 'curl'],
  meaning:
    'Another file of the app gives these pins a date, and this form cannot carry one: here an app that nobody updates stays cut off after it, while it goes on unpinned elsewhere.',
  repair: 'Plan for both, or take a form that knows dates: TrustKit on iOS, a Network Security Config on Android.',
  standards: [],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')),
      'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])),
    },
    at: ['api.example.com'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b], '2027-08-01')),
      'ios/App/Info.plist': trustKit(
        trustKitDomain('api.example.com', [a, b], '<key>TSKExpirationDate</key>\n<string>2027-08-01</string>\n'),
      ),
    },
  },
  check: (project) => {
    const configs = project.files.flatMap((file) => file.configs);
    const looking = new Set(
      project.files.map(({ file }) => file).filter(({ text }) => asksForTheTime.test(text ?? '')),
    );
    const datedOf = new Map<Host, ReadEntry['expires']>();
    return placesIn(project).flatMap((place) => {
      const { host, pins, expires } = place.entry;
      if (place.form.carriesExpiry || host.host === null || pins.length === 0 || expires) return [];
      if (looking.has(place.file)) return [];
      const name = host.host;
      // A host can stand in thousands of places.
      if (!datedOf.has(name)) {
        const entries = configs.flatMap((config) => effectiveFor(config, name)?.entries ?? []);
        datedOf.set(name, entries.find((entry) => entry.expires && entry.expires.seconds !== null)?.expires ?? null);
      }
      const end = datedOf.get(name);
      if (!end) return [];
      const sentence = `The pins of ${name} end on ${shownEnd(end)} elsewhere, and never here.`;
      return [found(place, host.span, sentence)];
    });
  },
};
