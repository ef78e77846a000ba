import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isLoopback } from '../loopback.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const localhostPinned: Rule = {
  id: 'localhost-pinned',
  title: 'The device itself is pinned',
  severity: 'info',
  scope: 'file',
  forms: 'all',
  meaning:
    'No attacker on the network stands between the app and its own device. It is mostly left over from development, and TrustKit throws at it.',
  repair: 'Remove it, or move it into the config of debug builds.',
  standards: [],
  bad: { files: { [nscPath]: nsc(domainConfig('localhost', [a, b])) }, at: ['localhost'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => entry.pins.length > 0 && isLoopback(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const throws = place.form.family === 'trustkit' ? '; TrustKit throws at it when the app starts' : '';
        return found(place, host.span, `${host.text} is the device itself, or its developer's machine${throws}.`);
      }),
};
