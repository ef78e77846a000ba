import { expect, test } from 'vitest';
import { channelsOf } from '../../src/run/channels.ts';
import { attackOf, first, readable, run, used, userCa } from '../verdict/records.ts';

const asking = (host: string, target: string, method = 'GET') => {
  const connection = readable({ host, asksFor: [host] });
  return { ...connection, requests: connection.requests.map((request) => ({ ...request, target, method })) };
};
const pins = { host: 'pins.example.com', port: 443 };

test.each([
  {
    says: 'a bundle that is asked for shows one',
    named: [],
    connection: asking(pins.host, '/v1/com.example.bank/bundle'),
    targets: ['/v1/com.example.bank/bundle'],
  },
  {
    says: 'so does a trust root',
    named: [],
    connection: asking(pins.host, '/v1/com.example.bank/roots/2'),
    targets: ['/v1/com.example.bank/roots/2'],
  },
  { says: 'something else does not', named: [], connection: asking(pins.host, '/v1/accounts'), targets: null },
  {
    says: 'nor does a bundle that is sent',
    named: [],
    connection: asking(pins.host, '/bundle', 'POST'),
    targets: null,
  },
  { says: 'one that the tester names need not be readable', named: [pins.host], connection: used(pins), targets: [] },
])('$says', ({ named, connection, targets }) => {
  const records = [run(first, [used()]), run(attackOf(userCa), [connection])];
  expect(channelsOf(named, records)).toEqual(targets === null ? [] : [{ endpoint: pins, targets }]);
});
