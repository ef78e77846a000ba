import { expect, test } from 'vitest';
import { secretsFor } from '../../src/evidence/secrets-for.ts';

const line = (label: string) => `${label} ${'a1'.repeat(32)} ${'b2'.repeat(48)}`;
const labels = [
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'EARLY_EXPORTER_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
  'EXPORTER_SECRET',
];
const keyLog = labels.map(line);

test('redacted, only the handshake of TLS 1.3 can be decrypted', () => {
  expect(secretsFor('redacted', keyLog)).toEqual([
    line('CLIENT_HANDSHAKE_TRAFFIC_SECRET'),
    line('SERVER_HANDSHAKE_TRAFFIC_SECRET'),
  ]);
});

test('unredacted, everything can be', () => {
  expect(secretsFor('unredacted', keyLog)).toEqual(keyLog);
});

test('a line is told once, and what is no line of a key log is not told', () => {
  const twice = line('CLIENT_HANDSHAKE_TRAFFIC_SECRET');
  const odd = [twice, `${twice}\n`, '# a remark', `x\n${line('CLIENT_RANDOM')}`, `${twice}\n${line('CLIENT_RANDOM')}`];
  expect(secretsFor('unredacted', odd)).toEqual([twice]);
  expect(secretsFor('redacted', odd)).toEqual([twice]);
});
