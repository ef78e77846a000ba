import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadRequest } from '../../src/connection.ts';
import { findAll, findLeaks } from '../../src/leaks/find-leaks.ts';
import { memberPatterns } from '../../src/leaks/member-patterns.ts';
import { valuePatterns } from '../../src/leaks/patterns.ts';
import { redactText, reportRequest } from '../../src/leaks/redact.ts';
import { hideFindings } from '../../src/leaks/redact-text.ts';
import { requestOf, requestWith } from './request.ts';

const connection = { transport: 'tls', host: 'api.example.com', port: 443 } as const;
const canaries = [{ name: 'session', value: 's3cr3t-canary' }];
const redact = (request: ReadRequest, known = canaries) => reportRequest(request, connection, known, 'redacted');

describe('a line says', () => {
  test.each([
    { says: 'the method and the host', request: requestWith({ host: null }), line: 'POST https://api.example.com/' },
    { says: 'whom the request names', request: requestWith({ host: 'cdn.test' }), line: 'POST https://cdn.test/' },
    {
      says: 'a port that is not the usual one',
      request: requestWith({ host: 'cdn.test' }),
      at: { port: 8443 },
      line: 'POST https://cdn.test:8443/',
    },
    {
      says: 'a port once',
      request: requestWith({ host: 'cdn.test:8443' }),
      at: { port: 8443 },
      line: 'POST https://cdn.test:8443/',
    },
    {
      says: 'that nothing was encrypted',
      request: requestWith({}),
      at: { transport: 'plain', port: 80 },
      line: 'POST http://api.test/',
    },
    {
      says: 'a URL as a proxy gets it',
      request: requestWith({ target: 'http://a.test:81/x?y=z' }),
      line: 'POST http://a.test:81/x?y=…(1)',
    },
    {
      says: 'a WebSocket',
      request: requestWith({ protocol: 'websocket', method: 'GET' }),
      line: 'GET wss://api.test/',
    },
    {
      says: 'a protocol that is not HTTP',
      request: requestWith({ protocol: 'raw', method: '', target: '' }),
      line: 'raw data to api.test',
    },
    {
      says: 'the length of a value, and what it is',
      request: requestWith({ target: `/login?token=${'0123456789abcdef'.repeat(2)}&page=2&x` }),
      line: 'POST https://api.test/login?token=…(access or session token, 32)&page=…(1)&x',
    },
    {
      says: 'words of a path, and no keys',
      request: requestWith({ target: '/v2/users/550e8400-e29b-41d4-a716-446655440000/orders/17' }),
      line: 'POST https://api.test/v2/users/…(36)/orders/17',
    },
    {
      says: 'no canary',
      request: requestWith({ target: '/s3cr3t-canary/x' }),
      line: 'POST https://api.test/…(session, 13)/x',
    },
    {
      says: 'no canary in the name of the host',
      request: requestWith({ host: 's3cr3t-canary.test' }),
      line: 'POST https://…(session, 13).test/',
    },
    {
      says: 'no canary that begins in the host and ends in the path',
      request: requestWith({ target: '/x' }),
      known: [{ name: 'odd', value: 'test/x' }],
      line: 'POST https://api.…(odd, 6)',
    },
    {
      says: 'characters that are not ASCII',
      request: requestWith({ target: Buffer.from('/größe').toString('latin1') }),
      line: 'POST https://api.test/größe',
    },
    {
      says: 'a value without a name',
      request: requestWith({ target: '/x?0123456789abcdef0123' }),
      line: 'POST https://api.test/x?…(20)',
    },
  ] as const)('$says', ({ request, line, ...more }) => {
    const at = 'at' in more ? more.at : {};
    const known = 'known' in more ? more.known : canaries;
    expect(reportRequest(request, { ...connection, ...at }, known, 'redacted').line).toBe(line);
  });
});

test('names of headers and cookies stay, and values only of headers that describe the request', () => {
  const request = requestOf(
    `GET /
Content-Type: text/plain
User-Agent: Shop/4.2 (s3cr3t-canary)
Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA
X-Anything: whatever it is
Cookie: theme=dark; sid=2YotnFZFEjr1zCsicMWpAA`,
  );
  expect(redact(request).headers).toEqual([
    ['Content-Type', 'text/plain'],
    ['User-Agent', 'Shop/4.2 (…(session, 13))'],
    ['Authorization', '…(bearer token, 29)'],
    ['X-Anything', '…(14)'],
    ['Cookie', 'theme=…(4); sid=…(session cookie, 22)'],
  ]);
});

test('of a body its type and its length stay', () => {
  expect(redact(requestOf('POST /\nContent-Type: application/json; charset=utf-8\n\n{"a":"b"}')).body).toBe(
    '…(application/json, 9)',
  );
  expect(redact(requestWith({ body: Buffer.from('abc'), bodyBytes: 70_000 })).body).toBe('…(70000)');
  expect(redact(requestWith({})).body).toBe('');
});

test('unredacted, a request stands there as it was, with its leaks', () => {
  const request = requestOf('POST /a?b=s3cr3t-canary\nX-User: s3cr3t-canary\n\n{"user":"s3cr3t-canary"}');
  expect(reportRequest(request, connection, canaries, 'unredacted')).toMatchObject({
    line: 'POST https://api.test/a?b=s3cr3t-canary',
    headers: [['X-User', 's3cr3t-canary']],
    body: '{"user":"s3cr3t-canary"}',
    leaks: findLeaks(request, canaries),
  });
});

describe('nothing that leaked is in a report:', () => {
  const encodings: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => encodeURIComponent(text),
    (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
    (text) => Buffer.from(text).toString('base64'),
    (text) => Buffer.from(`x${text}`).toString('base64'),
    (text) => Buffer.from(`xy${text}z`).toString('base64url'),
    (text) => Buffer.from(text).toString('hex'),
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  ];
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
  const secret = fc
    .array(fc.constantFrom(...ascii), { minLength: 6, maxLength: 24 })
    .map((characters) => characters.join(''))
    // What stands in every report proves nothing.
    .filter((text) => !/^[\W\d]*$/.test(text) && text.trim() === text);
  const spelled = fc.tuple(secret, fc.constantFrom(...encodings));

  test('no canary in any encoding, wherever it was', () => {
    fc.assert(
      fc.property(
        spelled,
        fc.constantFrom(
          'path',
          'query',
          'name',
          'host',
          'header',
          'header name',
          'agent',
          'cookie',
          'body',
          'key',
          'type',
        ),
        ([value, encode], place) => {
          const written = encode(value);
          const inUrl = written.replace(/[\s?#]/g, encodeURIComponent);
          const headers: Record<string, [string, string]> = {
            header: ['X-User', written],
            'header name': [written, 'x'],
            agent: ['User-Agent', `Shop/1 ${written}`],
            cookie: ['Cookie', `${written}=${written}`],
            type: ['Content-Type', written],
          };
          const targets: Record<string, string> = {
            path: `/a/${inUrl}/b`,
            query: `/?a=${inUrl}`,
            name: `/?${inUrl}=a`,
          };
          const request = requestWith({
            target: targets[place] ?? '/',
            host: place === 'host' ? written : 'api.test',
            headers: headers[place] ? [headers[place]] : [],
            body: Buffer.from(place === 'body' ? `{"a":"${written}"}` : place === 'key' ? `{"${written}":"a"}` : ''),
          });
          const report = redact(request, [{ name: 'canary', value }]);
          const { leaks, ...shown } = report;
          for (const text of [
            shown.line,
            shown.body,
            ...shown.headers.flat(),
            ...leaks.flatMap(({ member, sample }) => [member ?? '', sample]),
          ]) {
            expect(text).not.toContain(value);
            expect(text).not.toContain(written);
            expect(redactText(text, [{ name: 'canary', value }])).toBe(text);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('no value that a pattern found, wherever else it stands', () => {
    for (const { name, example } of [...valuePatterns, ...memberPatterns]) {
      const found = requestOf(example);
      const values = findAll(found, [])
        .map(({ value }) => value)
        .filter((value) => value.length >= 6);
      const request: ReadRequest = {
        ...found,
        target: `${found.target}${found.target.includes('?') ? '&' : '?'}more=${encodeURIComponent(values.join(' '))}`,
        headers: [...found.headers, ['User-Agent', values.join(' ')], ['Origin', values.join('-')]],
      };
      const shown = JSON.stringify(redact(request));
      for (const value of values) expect(shown, name).not.toContain(JSON.stringify(value).slice(1, -1));
    }
  });
});

describe('what an app said', () => {
  test.each([
    {
      says: 'stays as it was',
      said: 'Error: connection to api.test refused (48)\n  at 12:30\n',
      shown: 'Error: connection to api.test refused (48)\n  at 12:30\n',
    },
    { says: 'has no canary', said: 'user s3cr3t-canary', shown: 'user …(session, 13)' },
    {
      says: 'has no canary in base64',
      said: `got ${Buffer.from('is s3cr3t-canary!').toString('base64')}`,
      shown: 'got …(session, 24)',
    },
    {
      says: 'has none that could be made whole by taking another out',
      said: 's3cr3ts3cr3t-canary-canary',
      shown: 's3cr3t…(session, 13)-canary',
    },
    {
      says: 'has no header of a request',
      said: '> GET / HTTP/1.1\r\n> Authorization: Bearer abc\r\n< Set-Cookie: a=b; Path=/\r\n',
      shown: '> GET / HTTP/1.1\r\n> Authorization: …(10)\r\n< Set-Cookie: …(11)\r\n',
    },
    {
      says: 'has no value by a telling name',
      said: 'db.password = "hunter22", api_key: abcdef',
      shown: 'db.password = "…(8)", api_key: …(6)',
    },
    {
      says: 'has no value by a telling name without a gap in it',
      said: 'PGPASSWORD=hunter22 accessToken=abcdef',
      shown: 'PGPASSWORD=…(8) accessToken=…(6)',
    },
    {
      says: 'has no password of a command line',
      said: './app --password hunter22 --client-secret "hunter22" --verbose',
      shown: './app --password …(8) --client-secret "…(8)" --verbose',
    },
    {
      says: 'has no user with a password of a command line',
      said: 'curl -u alice:hunter22 --proxy-user bob:hunter22 -u name https://api.example.com/',
      shown: 'curl -u …(14) --proxy-user …(12) -u name https://api.example.com/',
    },
    {
      says: 'has no password that stands right behind -p, where that is one',
      said: 'mysql -h db -uroot -phunter22 shop; /usr/bin/mysqldump -p"hunter22" x && sshpass -phunter22 ssh -p2222 host',
      shown: 'mysql -h db -uroot -p…(8) shop; /usr/bin/mysqldump -p"…(8)" x && sshpass -p…(8) ssh -p2222 host',
    },
    {
      says: 'keeps what stands behind another -p',
      said: 'docker run -p8080:80 shop; tar -pxf a.tar; mysql -p shop',
      shown: 'docker run -p8080:80 shop; tar -pxf a.tar; mysql -p shop',
    },
    {
      says: 'keeps options that have no value',
      said: './app --token --user -v, and --password is',
      shown: './app --token --user -v, and --password is',
    },
    { says: 'has no e-mail address', said: 'Hello ada@example.com!', shown: 'Hello …(e-mail address, 15)!' },
    {
      says: 'keeps characters that are not ASCII',
      said: 'größer als s3cr3t-canary 😀',
      shown: 'größer als …(session, 13) 😀',
    },
  ])('$says', ({ said, shown }) => {
    expect(redactText(said, canaries)).toBe(shown);
  });

  test('has no canary in base64 over two lines, nor what stands around it there', () => {
    const run = Buffer.from(`${'x'.repeat(44)}s3cr3t-canary${'y'.repeat(50)}`).toString('base64');
    expect(redactText(run.replace(/.{64}/g, '$&\n'), canaries)).toMatch(/^…\(session, 14\d\)$/);
  });

  test('has nothing left that could be found, whatever stands together', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            's3cr3t-canary',
            's3cr3t',
            '-canary',
            'ada@example.com',
            'ada',
            '@',
            'password=',
            'Cookie: ',
            '%73',
            '"',
            '\\',
            '\n',
            ' ',
            'YQ',
          ),
        ),
        (pieces) => {
          const once = redactText(pieces.join(''), canaries);
          expect(once).not.toContain('s3cr3t-canary');
          expect(hideFindings(once, canaries)).toBe(once);
        },
      ),
    );
  });

  test('is hidden as a whole where a canary is in what hides it', () => {
    expect(redactText('an e-mail address: ada@example.com', [{ name: 'a', value: 'e-mail address' }])).not.toContain(
      'e-mail address',
    );
    expect(
      redactText('s3cr3t', [
        { name: 'a', value: 's3cr3t' },
        { name: 'b', value: '…(6)' },
      ]),
    ).not.toContain('s3cr3t');
  });
});
