import { describe, expect, test } from 'vitest';
import { type RouteRules, routeOf } from '../../src/device/route.ts';
import type { Arrival } from '../../src/scenario.ts';

function arrival(more: Partial<Arrival>): Arrival {
  return {
    transport: 'tls',
    via: 'connect',
    host: 'api.example.com',
    port: 443,
    hello: null,
    isTarget: true,
    isChannel: false,
    earlier: [],
    ordinal: 0,
    arePinsChanged: false,
    ...more,
  };
}

describe('at the proxy of a device', () => {
  const rules: RouteRules = { mode: 'device', hosts: [], only: [] };

  test.each([
    ['an app in a tunnel', {}, 'app'],
    ['an app without TLS', { via: 'absolute-uri', transport: 'plain', port: 80 }, 'app'],
    ['an app by SOCKS', { via: 'socks', port: 8443 }, 'app'],
    [
      'a browser at the address of the lab',
      { via: 'direct', transport: 'plain', host: '192.168.1.5', port: 8899 },
      'pages',
    ],
    [
      'a web page whose name was made to lead here',
      { via: 'direct', transport: 'plain', host: 'evil.example' },
      'pages',
    ],
    ['TLS at the port of the proxy', { via: 'direct', host: null }, 'refused'],
    ['TLS there under the name of somebody', { via: 'direct' }, 'refused'],
    ['the page of the lab', { via: 'absolute-uri', transport: 'plain', host: 'livepin.lab', port: 80 }, 'pages'],
    ['a check', { host: 'check-0123456789ab.livepin.lab' }, 'pages'],
    ['the page of the lab at another port', { host: 'livepin.lab', port: 22 }, 'refused'],
    ['TLS at the port of the page', { host: 'livepin.lab', port: 80 }, 'refused'],
    [
      'no TLS at the port of the check',
      { via: 'connect', transport: 'plain', host: 'livepin.lab', port: 443 },
      'refused',
    ],
    ['a name that is none of the lab', { host: 'check-0123456789ab.livepin.lab.evil.example' }, 'app'],
    ['who names nobody', { host: null }, 'beside'],
  ] as const)('%s', (_what, more, kind) => {
    expect(routeOf(arrival(more), rules).kind).toBe(kind);
  });

  test.each([
    ['example.com', 'app'],
    ['api.example.com', 'app'],
    ['ple.com', 'beside'],
    ['com.evil.example', 'beside'],
    ['other.example', 'beside'],
  ])('api.example.com, where --only %s was given', (only, kind) => {
    expect(routeOf(arrival({}), { ...rules, only: [only] }).kind).toBe(kind);
  });
});

describe('in the place of servers', () => {
  const one = { host: 'api.example.com', port: 443 };
  const two = { host: 'cdn.example.com', port: 8443 };
  const rules: RouteRules = { mode: 'upstream', hosts: [one, two], only: [] };

  test.each([
    ['an app of the first', { via: 'direct', port: 8443 }, { kind: 'app', endpoint: one }],
    ['an app of the second', { via: 'direct', host: 'cdn.example.com' }, { kind: 'app', endpoint: two }],
    ['QUIC', { via: 'direct', transport: 'quic' }, { kind: 'app', endpoint: one }],
    ['plain HTTP', { via: 'direct', transport: 'plain' }, { kind: 'app', endpoint: one }],
    ['another name', { via: 'direct', host: 'evil.example' }, { kind: 'refused' }],
    ['a name below', { via: 'direct', host: 'x.api.example.com' }, { kind: 'refused' }],
    ['the address', { via: 'direct', host: '127.0.0.1' }, { kind: 'refused' }],
    ['no name', { via: 'direct', host: null }, { kind: 'refused' }],
    ['who asks a proxy', { via: 'connect' }, { kind: 'refused' }],
    ['who asks a proxy by SOCKS', { via: 'socks' }, { kind: 'refused' }],
    ['who asks a proxy for a page', { via: 'absolute-uri', transport: 'plain' }, { kind: 'refused' }],
    ['the pages of the lab', { via: 'direct', transport: 'plain', host: 'livepin.lab' }, { kind: 'refused' }],
  ] as const)('%s', (_what, more, route) => {
    expect(routeOf(arrival(more), rules)).toEqual(route);
  });
});
