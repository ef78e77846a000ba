import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLeaks } from '../../src/leaks/find-leaks.ts';
import { memberPatterns } from '../../src/leaks/member-patterns.ts';
import { valuePatterns } from '../../src/leaks/patterns.ts';
import { requestOf, requestWith } from './request.ts';

const value = 'pä55 "word"/&ü';
const canaries = [{ name: 'password', value }];
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
/** Every byte, as some encoders have it. */
const percent = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&');
const unicode = (text: string) =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** What was found of canaries, in short. */
const found = (...parameters: Parameters<typeof findLeaks>) =>
  findLeaks(...parameters)
    .filter(({ kind }) => kind === 'canary')
    .map(({ name, where, member, encoding }) => ({ name, where, member, encoding }));

describe('a canary in a body is found', () => {
  test.each([
    { as: 'as it is', written: value },
    { as: 'in another case', written: value.toUpperCase().replaceAll('Ä', 'ä').replaceAll('Ü', 'ü') },
    { as: 'form-encoded', written: value.replaceAll(' ', '+') },
    { as: 'URL-encoded', written: encodeURIComponent(value) },
    { as: 'URL-encoded', written: percent(value) },
    { as: 'URL-encoded', written: percent(value).toUpperCase() },
    { as: 'form-encoded, then URL-encoded', written: encodeURIComponent(value).replaceAll('%20', '+') },
    { as: 'JSON-escaped', written: json(value) },
    { as: 'JSON-escaped', written: unicode(value) },
    { as: 'JSON-escaped', written: value.replaceAll('/', '\\/') },
    {
      as: 'XML-escaped',
      written: value
        .replaceAll('&', '&amp;')
        .replaceAll('"', '&quot;')
        .replaceAll('ä', '&#228;')
        .replaceAll('ü', '&#xFC;'),
    },
    { as: 'base64', written: base64(value) },
    { as: 'hex', written: Buffer.from(value).toString('hex') },
    { as: 'hex', written: Buffer.from(value).toString('hex').toUpperCase() },
    { as: 'URL-encoded, then base64', written: base64(encodeURIComponent(value)) },
    { as: 'JSON-escaped, then URL-encoded', written: encodeURIComponent(json(value)) },
    { as: 'JSON-escaped, then base64', written: base64(`/${json(`${value}?`)}`) },
    { as: 'gzip, then base64', written: base64(gzipSync(`a log with ${value} in it`)) },
  ])('$as', ({ as, written }) => {
    const body = Buffer.from(`before ${written} after`);
    expect(found(requestWith({ body }), canaries)).toEqual([
      { name: 'password', where: 'body', member: null, encoding: as },
    ]);
  });

  test('base64 whose own characters are encoded again', () => {
    const odd = [{ name: 'odd', value: '~~~>>>???' }];
    expect(base64(odd[0]!.value)).toBe('fn5+Pj4+Pz8/');
    const url = requestWith({ target: `/?a=${encodeURIComponent(base64(odd[0]!.value))}` });
    expect(found(url, odd)).toMatchObject([{ member: 'a', encoding: 'base64, then URL-encoded' }]);
    const escaped = requestOf(`{"a":"${base64(odd[0]!.value).replaceAll('/', '\\/').replaceAll('+', '\\u002b')}"}`);
    expect(found(escaped, odd)).toMatchObject([{ member: 'a', encoding: 'base64, then JSON-escaped' }]);
  });

  test('UTF-16', () => {
    const body = Buffer.from(`before ${value}`, 'utf16le');
    expect(found(requestWith({ body }), canaries)).toMatchObject([{ encoding: 'UTF-16' }]);
  });

  test('gzip that no header speaks of, and that was cut', () => {
    const noise = Array.from({ length: 2_000 }, (_, at) => `line ${at * 7919}`).join('\n');
    const body = gzipSync(`${value}\n${noise}`);
    expect(found(requestWith({ body: body.subarray(0, body.length / 2) }), canaries)).toMatchObject([
      { encoding: 'gzip' },
    ]);
  });

  test('base64 in lines, as mails have it', () => {
    const lines = base64(`${'x'.repeat(50)}${value}${'y'.repeat(60)}`).replace(/.{64}/g, '$&\r\n');
    expect(found(requestWith({ body: Buffer.from(lines) }), canaries)).toMatchObject([{ where: 'body' }]);
  });

  test('base64 and base64url wherever it begins and ends in a longer run, of whatever bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 10 });
    fc.assert(
      fc.property(
        bytes,
        fc.string({ minLength: 6, maxLength: 20, unit: 'grapheme' }),
        bytes,
        fc.boolean(),
        (before, secret, after, isUrl) => {
          const run = Buffer.concat([before, Buffer.from(secret), after]).toString(isUrl ? 'base64url' : 'base64');
          const leaks = found(requestWith({ body: Buffer.from(`{"a":"${run}"}`) }), [
            { name: 'secret', value: secret },
          ]);
          expect(leaks).toMatchObject([{ name: 'secret', where: 'body', member: 'a' }]);
        },
      ),
    );
  });
});

describe('what it is called is told:', () => {
  test.each([
    { says: 'a part of a path', request: requestWith({ target: '/users/canary-1/x' }), where: 'url', member: null },
    {
      says: 'a parameter',
      request: requestWith({ target: '/x?a=1&token=canary-1&b=2' }),
      where: 'url',
      member: 'token',
    },
    { says: 'a name of a parameter', request: requestWith({ target: '/x?canary-1=2' }), where: 'url', member: null },
    { says: 'the host', request: requestWith({ host: 'canary-1.tracker.test' }), where: 'url', member: 'host' },
    {
      says: 'a header',
      request: requestWith({ headers: [['X-User', 'canary-1']] }),
      where: 'header',
      member: 'X-User',
    },
    {
      says: 'a cookie',
      request: requestWith({ headers: [['cookie', 'a=1; user=canary-1; b=2']] }),
      where: 'cookie',
      member: 'user',
    },
    {
      says: 'a field of a form',
      request: requestOf('a=1&user[name]=canary-1&b=2'),
      where: 'body',
      member: 'user[name]',
    },
    {
      says: 'a member of JSON',
      request: requestOf('{"a":[{"b":1},{"user":{"x":"y","name":"canary-1"}}]}'),
      where: 'body',
      member: 'a[1].user.name',
    },
    {
      says: 'a number of JSON',
      request: requestOf('{"a":{"number":123456789012}}'),
      canary: '123456789012',
      where: 'body',
      member: 'a.number',
    },
    {
      says: 'JSON that was cut off',
      request: requestOf('{"a":{"user":"canary-1 and mo'),
      where: 'body',
      member: 'a.user',
    },
    { says: 'several JSON texts', request: requestOf('{"a":1}\n{"user":"canary-1"}\n'), where: 'body', member: 'user' },
    {
      says: 'a part of several',
      request: requestWith({
        headers: [['Content-Type', 'multipart/form-data; boundary=xyz']],
        body: Buffer.from(
          '--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--xyz\r\nContent-Disposition: form-data; name="user"\r\n\r\ncanary-1\r\n--xyz--\r\n',
        ),
      }),
      where: 'body',
      member: 'user',
    },
  ])('$says', ({ request, canary = 'canary-1', where, member }) => {
    expect(found(request, [{ name: 'user', value: canary }])).toEqual([
      { name: 'user', where, member, encoding: 'as it is' },
    ]);
  });

  test('once for each place, although it stands there twice', () => {
    const request = requestOf('POST /canary-1/canary-1?a=canary-1\n\n{"b":"canary-1 canary-1","c":"canary-1"}');
    expect(
      found(request, [{ name: 'user', value: 'canary-1' }]).map(({ where, member }) => `${where} ${member}`),
    ).toEqual(['url null', 'url a', 'body b', 'body c']);
  });

  test('but no canary in a name', () => {
    const [leak] = findLeaks(requestOf('{"canary-1":"canary-2"}'), [
      { name: 'one', value: 'canary-1' },
      { name: 'two', value: 'canary-2' },
    ]);
    expect(JSON.stringify(leak)).not.toMatch(/canary-\d/);
  });
});

test('what looks like a canary and is none is not found', () => {
  const near = ['canary-', 'canary1', Buffer.from('canary-').toString('hex'), base64('xcanary-2'), 'c%61nary-2'].join(
    ' ',
  );
  expect(found(requestOf(near), [{ name: 'user', value: 'canary-1' }])).toEqual([]);
});

describe('a pattern', () => {
  const rows = [...valuePatterns, ...memberPatterns];

  test.each(rows)('finds: $name', ({ name, example }) => {
    const leaks = findLeaks(requestOf(example), []).filter((leak) => leak.name === name);
    expect(leaks).toMatchObject([{ kind: 'pattern', name }]);
  });

  test.each(rows)('lets pass what is not: $name', ({ name, nearMiss }) => {
    expect(findLeaks(requestOf(nearMiss), []).filter((leak) => leak.name === name)).toEqual([]);
  });

  test('has a name of its own', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test('finds what is encoded', () => {
    const payload = encodeURIComponent(JSON.stringify({ payload: base64('{"to":"ada@example.com"}') }));
    expect(findLeaks(requestOf(`data=${payload}`), [])).toMatchObject([
      { name: 'e-mail address', member: 'data', encoding: 'base64, then URL-encoded' },
    ]);
  });

  test('finds names in JSON that is a field of a form', () => {
    const field = encodeURIComponent('{"user":{"password":"correct horse"}}');
    expect(findLeaks(requestOf(`v=1&data=${field}`), [])).toMatchObject([{ name: 'password', member: 'data' }]);
  });

  test('shows of a secret its ends and its length', () => {
    const sampleOf = (password: string) => findLeaks(requestOf(JSON.stringify({ password })), [])[0]?.sample;
    expect(sampleOf('hunter22')).toBe('h… (8)');
    expect(sampleOf('correct horse')).toBe('co…se (13)');
    expect(sampleOf('correct horse battery staple')).toBe('corr…le (28)');
    expect(sampleOf('\u001b[31m-and-more')).toBe('·[…re (14)');
  });
});

test('an ordinary request gives nothing away', () => {
  const request = requestOf(
    `GET /v2/products/1234567890123456/reviews?page=2&limit=50&sort=date&since=1790000000000&code=DE&state=open
Host: api.example.com
User-Agent: Shop/4.2.1 (iPhone; iOS 19.1; Scale/3.00)
Accept: application/json
Accept-Language: de-DE,de;q=0.9
If-None-Match: "5f3b1c2d4e6a7b8c9d0e1f2a3b4c5d6e"
X-Request-Id: 550e8400-e29b-41d4-a716-446655440000
Cookie: theme=dark; _ga=GA1.2.1234567890.1234567890; csrftoken=5f3b1c2d4e6a7b8c9d0e1f2a3b4c5d6e
Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01

{"items":[{"id":"9007199254740993","sku":"AB-1234-5678-9012-3456","price":19.99,"image":"a@2x.png","sha":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}`,
  );
  expect(findLeaks(request, [{ name: 'user', value: 'ada lovelace' }])).toEqual([]);
});

describe('a hostile body is searched to its end:', () => {
  const size = 65_536;
  test.each(
    [
      '"',
      '"\\',
      '\\u0041',
      '%25',
      '%',
      '&#1;',
      '&amp;',
      '{"a":',
      '[',
      '[1,',
      'a=b&',
      'a@',
      'a.',
      '@a.',
      '1 ',
      '4111 ',
      'eyJ',
      'eyJhbGci.',
      'sk-',
      'A',
      'a/',
      '://a:',
      'http://a:',
      '-----BEGIN PRIVATE KEY-----',
      'DE89 3704 ',
      'x-key ',
      ' ',
      '\r\n',
      '--xyz',
      'canary',
      'canary-1',
      'Y2FuYXJ5LTE',
      '\x1f\x8b\x08',
      '\xff',
      'password=',
      'pi_a',
    ].map((piece) => ({ piece })),
  )('of $piece', ({ piece }) => {
    const body = Buffer.from(piece.repeat(Math.ceil(size / piece.length)).slice(0, size), 'latin1');
    const request = requestWith({ headers: [['content-type', 'multipart/form-data; boundary=xyz']], body });
    const plain = requestWith({ target: `/${body.toString('latin1')}`, body });
    const leaks = [request, plain].map((one) => found(one, [{ name: 'user', value: 'canary-1' }]).length);
    expect(leaks.every((count) => count > 0 === /canary-1|Y2Fu/.test(piece))).toBe(true);
  });

  test('of gzip that is a bomb', () => {
    const body = gzipSync(Buffer.alloc(100_000_000));
    expect(findLeaks(requestWith({ body: body.subarray(0, size) }), [])).toEqual([]);
  });
});
