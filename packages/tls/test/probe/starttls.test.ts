import { duplexPair } from 'node:stream';
import { issue } from '@livepin/testkit';
import { trustAnchorsOf } from '@livepin/tls';
import { parseEndpoint, probe, type StartTls } from '@livepin/tls/probe';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attempt } from '../../src/probe/attempt.ts';
import { converse } from '../../src/probe/dialogue.ts';
import { startTlsDialogues } from '../../src/probe/starttls/dialogues.ts';
import { type Step, startTalker } from './talker.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=mail.example.com', issuer: intermediate });
const endpoint = parseEndpoint('mail.example.com');
const anchors = trustAnchorsOf([root.der]);

const probeAt = (port: number, startTls: StartTls, timeoutMilliseconds = 10_000) =>
  probe(endpoint, { connect: { host: '127.0.0.1', port }, startTls, anchors, timeoutMilliseconds });

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

// A greeting of MySQL 8 (Protocol::HandshakeV10); the capabilities are the two bytes behind the first zero of the salt.
const mysqlGreeting = (capabilities: string) => {
  const payload = Buffer.concat([
    Buffer.from('\x0a8.0.36\0', 'latin1'),
    bytes('07000000 1122334455667788 00'),
    bytes(capabilities),
    bytes('2d 0200 ffdf 15 00000000000000000000 112233445566778899aabbcc00'),
    Buffer.from('caching_sha2_password\0'),
  ]);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]);
};
const mysqlRequest = Buffer.concat([bytes('200000 01 008a0000 00000001 2d'), Buffer.alloc(23)]);
const ldapRequest = Buffer.concat([bytes('301d 020101 7718 8016'), Buffer.from('1.3.6.1.4.1.1466.20037')]);
const ehlo = { hears: 'EHLO [127.0.0.1]\r\n' };

/** Genuine conversations up to TLS, as the RFCs and manuals show them. */
const conversations: Readonly<Record<StartTls, readonly Step[]>> = {
  smtp: [
    { says: '220-mail.example.com ESMTP\r\n220 no unsolicited mail\r\n' },
    ehlo,
    { says: '250-mail.example.com\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 8BITMIME\r\n' },
    { hears: 'STARTTLS\r\n' },
    { says: '220 2.0.0 ready\r\n' },
  ],
  submission: [
    { says: '220 mail.example.com ESMTP\r\n' },
    ehlo,
    { says: '250-mail.example.com\r\n250 starttls\r\n' },
    { hears: 'STARTTLS\r\n' },
    { says: '220 go ahead\r\n' },
  ],
  imap: [
    { says: '* OK [CAPABILITY IMAP4rev1] hello\r\n' },
    { hears: 'a1 CAPABILITY\r\n' },
    { says: '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n* OK still here\r\na1 OK done\r\n' },
    { hears: 'a2 STARTTLS\r\n' },
    { says: '* OK wait\r\na2 OK begin\r\n' },
  ],
  pop3: [
    { says: '+OK hello\r\n' },
    { hears: 'CAPA\r\n' },
    { says: '+OK list\r\nTOP\r\nSTLS\r\nUSER\r\n.\r\n' },
    { hears: 'STLS\r\n' },
    { says: '+OK begin\r\n' },
  ],
  postgres: [{ hears: bytes('00000008 04d2162f') }, { says: 'S' }],
  mysql: [{ says: mysqlGreeting('ffff') }, { hears: mysqlRequest }],
  ldap: [{ hears: ldapRequest }, { says: bytes('300c 020101 7807 0a0100 0400 0400') }],
  ftp: [
    { says: '220-Welcome\r\n to the archive\r\n220 ready\r\n' },
    { hears: 'AUTH TLS\r\n' },
    { says: '234 proceed\r\n' },
  ],
};

describe.each(Object.entries(conversations) as [StartTls, readonly Step[]][])('%s', (protocol, conversation) => {
  test('goes over to TLS, and nothing else is said in clear', async () => {
    await using server = await startTalker(...conversation, { tls: [leaf, intermediate] });
    const seen = await probeAt(server.port, protocol);
    expect(seen.served.map(({ pin }) => pin)).toEqual([leaf.pin, intermediate.pin]);
    expect(seen.fault).toBeNull();
    const heard = conversation.flatMap((step) =>
      'hears' in step ? [Buffer.from(step.hears as string).toString('latin1')] : [],
    );
    // What comes behind is a record of TLS at most: a handshake message (22) of version 3.x.
    const [clear, behind = ''] = server.heard().split(/(?=\x16\x03)/);
    expect(clear).toBe(heard.join(''));
    expect(behind).toMatch(/^(\x16\x03|$)/);
  });

  test('words that come along with the last answer, before TLS, end it: no one in between slips anything in', async () => {
    const last = conversation.findLastIndex((step) => 'says' in step);
    const script = conversation.map((step, index) =>
      index === last && 'says' in step
        ? { says: Buffer.concat([Buffer.from(step.says as string), Buffer.from('250 injected\r\n')]) }
        : step,
    );
    await using server = await startTalker(...script);
    await expect(probeAt(server.port, protocol)).rejects.toMatchObject({ reason: 'early-bytes' });
    await server.deserted();
    expect(server.heard()).not.toMatch(/\x16\x03/);
  });

  test('words that come in place of TLS are no handshake', async () => {
    await using server = await startTalker(...conversation, { hears: '\x16\x03' }, { says: '220 injected\r\n' });
    await expect(probeAt(server.port, protocol)).rejects.toMatchObject({ reason: 'not-tls' });
    await server.deserted();
  });

  test('a web server is not taken for one', async () => {
    const answer = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';
    await using server = await startTalker({ says: answer }, { ends: true });
    await expect(probeAt(server.port, protocol)).rejects.toMatchObject({ reason: 'wrong-protocol' });
    await server.deserted();
  });

  test('silence, and a connection that is closed, are told apart', async () => {
    await using silent = await startTalker();
    await using closing = await startTalker({ ends: true });
    await expect(probeAt(silent.port, protocol, 50)).rejects.toMatchObject({ reason: 'timed-out' });
    await expect(probeAt(closing.port, protocol)).rejects.toMatchObject({ reason: 'closed' });
    await Promise.all([silent.deserted(), closing.deserted()]);
  });

  test('who drips for ever is left when the time is up, or when it has become too much', async () => {
    await using server = await startTalker({ drips: '2' });
    const reason = expect.stringMatching(/^(timed-out|wrong-protocol)$/);
    await expect(probeAt(server.port, protocol, 100)).rejects.toMatchObject({ reason });
    await server.deserted();
  });

  test('however an answer is cut into packets, it is understood', async () => {
    const said = conversation.flatMap((step) => ('says' in step ? [Buffer.from(step.says as string)] : []));
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 12 })), async (sizes) => {
        const [ours, theirs] = duplexPair();
        const attempt = new Attempt(10_000);
        theirs.resume();
        const done = converse(ours, startTlsDialogues[protocol]('127.0.0.1'), attempt);
        for (const answer of said) {
          for (let at = 0; at < answer.length; ) {
            const size = sizes.next().value!;
            theirs.write(answer.subarray(at, at + size));
            at += size;
            await new Promise(setImmediate);
          }
        }
        expect(await done).toHaveLength(0);
        attempt.close();
      }),
      { numRuns: 10 },
    );
  });
});

const smtp = (offered: string, answer: string): Step[] => [
  { says: '220 hello\r\n' },
  ehlo,
  { says: offered },
  { hears: 'STARTTLS\r\n' },
  { says: answer },
];
const imapTo = (capabilities: string): Step[] => [
  { says: '* OK hello\r\n' },
  { hears: 'a1 CAPABILITY\r\n' },
  { says: capabilities },
];

const refusals: readonly [says: string, protocol: StartTls, script: readonly Step[], reason: string, why: RegExp][] = [
  ['does not offer it', 'smtp', smtp('250 mail.example.com\r\n', ''), 'starttls-refused', /offers no STARTTLS/],
  [
    'offers something of a like name',
    'smtp',
    smtp('250-a\r\n250 XSTARTTLS\r\n', ''),
    'starttls-refused',
    /no STARTTLS/,
  ],
  ['takes it back', 'smtp', smtp('250-a\r\n250 STARTTLS\r\n', '454 not now\r\n'), 'starttls-refused', /454 not now/],
  ['takes no mail', 'smtp', [{ says: '554 no\r\n' }], 'wrong-protocol', /554 no/],
  ['knows no EHLO', 'smtp', [{ says: '220 a\r\n' }, ehlo, { says: '502 what\r\n' }], 'starttls-refused', /502/],
  [
    'has sent its replies ahead',
    'smtp',
    [{ says: '220 a\r\n250 STARTTLS\r\n220 ok\r\n' }],
    'early-bytes',
    /250 STARTTLS/,
  ],
  ['is logged in already', 'imap', [{ says: '* PREAUTH hello\r\n' }], 'wrong-protocol', /PREAUTH/],
  ['says good-bye', 'imap', [{ says: '* BYE full\r\n' }], 'wrong-protocol', /BYE full/],
  [
    'does not offer it',
    'imap',
    imapTo('* CAPABILITY IMAP4rev1\r\na1 OK\r\n'),
    'starttls-refused',
    /offers no STARTTLS/,
  ],
  [
    'says no',
    'imap',
    [...imapTo('* CAPABILITY STARTTLS\r\na1 OK\r\n'), { hears: 'a2 STARTTLS\r\n' }, { says: 'a2 NO a2 OK\r\n' }],
    'starttls-refused',
    /a2 NO/,
  ],
  ['answers another question', 'imap', imapTo('b1 OK\r\n'), 'wrong-protocol', /b1 OK/],
  [
    'does not offer it',
    'pop3',
    [{ says: '+OK\r\n' }, { hears: 'CAPA\r\n' }, { says: '+OK\r\nUSER\r\n.\r\n' }],
    'starttls-refused',
    /offers no STLS/,
  ],
  [
    'says no',
    'pop3',
    [
      { says: '+OK\r\n' },
      { hears: 'CAPA\r\n' },
      { says: '-ERR what\r\n' },
      { hears: 'STLS\r\n' },
      { says: '-ERR no\r\n' },
    ],
    'starttls-refused',
    /-ERR no/,
  ],
  ['has no TLS', 'postgres', [{ says: 'N' }], 'starttls-refused', /offers no TLS/],
  ['is too old to know the question', 'postgres', [{ says: 'E' }], 'starttls-refused', /an error/],
  ['has no TLS', 'mysql', [{ says: mysqlGreeting('fff7') }], 'starttls-refused', /offers no TLS/],
  [
    'does not let this host in',
    'mysql',
    [{ says: Buffer.concat([bytes('17000000 ff6a04'), Buffer.from('Host is not allowed\0')]) }],
    'starttls-refused',
    /Host is not allowed/,
  ],
  [
    'has a greeting that is cut short',
    'mysql',
    [{ says: bytes('05000000 0a383031 00') }],
    'wrong-protocol',
    /cut short/,
  ],
  ['has no TLS', 'ldap', [{ says: bytes('300c 020101 7807 0a0102 0400 0400') }], 'starttls-refused', /result code 2/],
  [
    'answers another message',
    'ldap',
    [{ says: bytes('300c 020107 7807 0a0100 0400 0400') }],
    'wrong-protocol',
    /answered/,
  ],
  [
    'has no TLS',
    'ftp',
    [{ says: '220 a\r\n' }, { hears: 'AUTH TLS\r\n' }, { says: '502 no\r\n' }],
    'starttls-refused',
    /502/,
  ],
];

test.each(refusals)('a server that %s (%s) is told in words', async (_says, protocol, script, reason, why) => {
  await using server = await startTalker(...script);
  await expect(probeAt(server.port, protocol)).rejects.toMatchObject({
    code: 'LP_UNREACHABLE',
    reason,
    message: expect.stringMatching(why),
  });
  await server.deserted();
});

test('a directory that writes its lengths in four bytes, as those of Microsoft do, is understood', async () => {
  const answer = bytes('308400000010 020101 788400000007 0a0100 0400 0400');
  await using server = await startTalker({ hears: ldapRequest }, { says: answer }, { tls: [leaf, intermediate] });
  expect((await probeAt(server.port, 'ldap')).served).toHaveLength(2);
});

test('a POP3 server without CAPA is asked for STLS all the same', async () => {
  const script = [
    { says: '+OK\r\n' },
    { hears: 'CAPA\r\n' },
    { says: '-ERR what\r\n' },
    { hears: 'STLS\r\n' },
    { says: '+OK\r\n' },
    { tls: [leaf, intermediate] as const },
  ];
  await using server = await startTalker(...script);
  expect((await probeAt(server.port, 'pop3')).served).toHaveLength(2);
});

test.each(['smtp', 'imap', 'pop3', 'ftp'] as const)(
  'an answer of %s without an end is not read to its end',
  async (protocol) => {
    const beginnings = { smtp: '220-', imap: '* OK ', pop3: '+OK ', ftp: '220-' };
    await using server = await startTalker({ says: beginnings[protocol] + 'x'.repeat(1_000_000) });
    await expect(probeAt(server.port, protocol)).rejects.toMatchObject({
      reason: 'wrong-protocol',
      message: expect.stringContaining('no end within 16384 bytes'),
    });
    await server.deserted();
  },
);

test('what a server says does nothing to a terminal', async () => {
  await using server = await startTalker({ says: '554 \u001b[2J\u0007no\r\n' });
  const error = await probeAt(server.port, 'smtp').catch((one: Error) => one);
  expect(String(error)).toContain('\\u001b[2J');
  expect(String(error)).not.toMatch(/[\u0000-\u001f]/);
});
