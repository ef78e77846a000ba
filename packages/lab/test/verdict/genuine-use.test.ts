import { expect, test } from 'vitest';
import { turnedDown, wasUsed } from '../../src/verdict/genuine-use.ts';
import { connection, tls12, tls13 } from './records.ts';

const relayed = (segments: ReturnType<typeof tls13>) =>
  connection({ treatment: 'relay', wire: { segments, isCut: false, keyLog: [] } });

test.each([
  { says: 'TLS 1.3: the end of the handshake and a request', segments: tls13([53, 120]), used: true },
  { says: 'TLS 1.3: one request in several records', segments: tls13([53, 16_401, 500]), used: true },
  { says: 'TLS 1.3: the end of the handshake alone', segments: tls13([53]), used: false },
  { says: 'TLS 1.3: refused in the handshake by an encrypted alert', segments: tls13([19]), used: false },
  { says: 'TLS 1.3: refused after the handshake', segments: tls13([53, 19]), used: false },
  { says: 'TLS 1.3: refused after the handshake, with the padding of Java', segments: tls13([69, 35]), used: false },
  { says: 'TLS 1.3: a request, then the alert that closes', segments: tls13([53, 120, 19]), used: true },
  { says: 'TLS 1.2: a request', segments: tls12([120]), used: true },
  { says: 'TLS 1.2: refused by an alert', segments: tls12([], 1), used: false },
  { says: 'nothing at all', segments: [], used: false },
])('$says: used is $used', ({ segments, used }) => {
  expect(wasUsed(relayed(segments))).toBe(used);
});

const byServer = { during: 'established', by: 'server', alert: null, says: 'closed by the server' } as const;

test.each([
  { says: 'TLS 1.3: by an alert in the handshake', segments: tls13([19]), by: ['in-answer', 'in-answer'] },
  { says: 'TLS 1.3: by an alert of Java', segments: tls13([35]), by: ['in-answer', 'in-answer'] },
  { says: 'TLS 1.3: by an alert and a farewell', segments: tls13([19, 19]), by: ['in-answer', 'in-answer'] },
  { says: 'TLS 1.3: after the handshake', segments: tls13([53, 19]), by: ['in-answer', null] },
  { says: 'TLS 1.3: after the handshake, saying nothing', segments: tls13([53]), by: ['in-answer', null] },
  { says: 'TLS 1.2: by an alert', segments: tls12([], 1), by: ['in-answer', 'in-answer'] },
  { says: 'by going away', segments: tls13([]), by: ['without-a-word', null] },
  { says: 'not before a certificate was shown', segments: tls13([]).slice(0, 1), by: [null, null] },
  { says: 'not where data was sent', segments: tls13([53, 120]), by: [null, null] },
])('the genuine server is turned down: $says', ({ segments, by }) => {
  const connection = relayed(segments);
  expect([turnedDown(connection), turnedDown({ ...connection, end: byServer })]).toEqual(by);
});

test('records are found however the pieces are cut', () => {
  const whole = tls13([53, 120]);
  const pieces = whole.flatMap(({ at, from, bytes }) =>
    [...bytes].map((byte) => ({ at, from, bytes: Buffer.from([byte]) })),
  );
  expect(wasUsed(relayed(pieces))).toBe(true);
});

test('plain HTTP was used where it was answered', () => {
  const plain = connection({ transport: 'plain', treatment: 'plain', ja4: null, asksFor: ['api.example.com'] });
  expect(wasUsed(plain)).toBe(true);
  expect(wasUsed({ ...plain, requests: plain.requests.map((request) => ({ ...request, status: null })) })).toBe(false);
});

test('with the genuine key the lab sees for itself', () => {
  expect(wasUsed(connection({ reach: 'body' }))).toBe(true);
  expect(wasUsed(connection({ reach: 'handshake' }))).toBe(false);
});
