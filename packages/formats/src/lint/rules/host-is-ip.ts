import { isAddress } from '@livepin/core';
import { hostOf } from '../../text/read-pin.ts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isLoopback } from '../loopback.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const hostIsIp: Rule = {
  id: 'host-is-ip',
  title: 'Address in place of a name',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'Android and OkHttp pin an address only as it is written here; App Transport Security passes over it, TrustKit and Cronet refuse it. The pins hold on some platforms at best.',
  repair: 'Give the server a name, and pin that.',
  standards: [],
  bad: { files: { [nscPath]: nsc(domainConfig('203.0.113.7', [a, b])) }, at: ['203.0.113.7'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => entry.pins.length > 0 && !isLoopback(entry.host.text))
      .flatMap((place) => {
        const { text, span } = place.entry.host;
        const host = hostOf(text);
        if (host === null || !isAddress(host)) return [];
        const { family } = place.form;
        if (family === 'trustkit')
          return [found(place, span, `${text} is an address: TrustKit throws at it when the app starts.`)];
        if (family === 'ats')
          return [found(place, span, `${text} is an address, which App Transport Security does not pin.`)];
        return [found(place, span, `${text} is an address: it is pinned as it is written, and on few platforms.`)];
      }),
};
