import { formatTarget, parseTarget } from '@livepin/tls/probe';
import { expect, test } from 'vitest';

test.each([
  ['api.example.com', null, 'api.example.com:443'],
  ['api.example.com:8443', null, 'api.example.com:8443'],
  ['mail.example.com', 'smtp', 'smtp://mail.example.com:25'],
  ['mail.example.com:2525', 'smtp', 'smtp://mail.example.com:2525'],
  ['https://api.example.com/v1?x=1', 'smtp', 'api.example.com:443'],
  ['smtp://mail.example.com', null, 'smtp://mail.example.com:25'],
  ['SMTP://Mail.Example.com:26', null, 'smtp://mail.example.com:26'],
  ['submission://mail.example.com', null, 'submission://mail.example.com:587'],
  ['imap://mail.example.com', null, 'imap://mail.example.com:143'],
  ['imaps://mail.example.com', null, 'mail.example.com:993'],
  ['pop3s://mail.example.com', null, 'mail.example.com:995'],
  ['ldaps://directory.example.com', null, 'directory.example.com:636'],
  ['postgresql://app:s%40cret@db.example.com/app?sslmode=require', null, 'postgres://db.example.com:5432'],
  ['mysql://root:p@ss@[2001:db8::1]:3307/app', null, 'mysql://[2001:db8::1]:3307'],
  ['mariadb://db.example.com', null, 'mysql://db.example.com:3306'],
] as const)('%s (%s) is %s', (text, startTls, target) => {
  expect(formatTarget(parseTarget(text, startTls))).toBe(target);
});

test('what is written is read as the same', () => {
  for (const text of ['api.example.com:443', 'smtp://mail.example.com:25', 'imap://[2001:db8::1]:143'])
    expect(formatTarget(parseTarget(text))).toBe(text);
});

test.each(['', 'gopher://example.com', 'smtp://', 'smtp://a b', 'postgres://user:secret@', 'smtp://a:0'])(
  '%j is none',
  (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'LP_ENDPOINT_MALFORMED' }));
  },
);

test('a password in a URL is in no message', () => {
  for (const text of [
    'postgres://user:secret@',
    'postgres://user:secret@a b',
    'oracle://user:secret@db.example.com',
    'user:secret@db.example.com',
  ])
    expect(() => parseTarget(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
});
