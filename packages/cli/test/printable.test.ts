import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { issue } from '@livepin/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { printable, printableJson } from '../src/printable.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

// Clears the screen, in two spellings; begins another line; turns the order of letters; changes the title.
const hostile = '\u001b[2J\u009b2J\naccept\r\u202egood\u2028\u001b]0;title\u0007\u001b[32m';
const active = /[^\P{Cc}\n]|\p{Bidi_Control}|\u2028/u;

test('what others wrote does nothing to a terminal, and can still be read', () => {
  expect(printable(hostile)).not.toMatch(active);
  expect(printable(hostile)).toContain('\\u001b[2J\\u009b2J\\u000aaccept\\u000d\\u202egood');
  expect(printable('Bücher, 本, مرحبا')).toBe('Bücher, 本, مرحبا');
});

test('JSON stays the same value', () => {
  const value = { name: hostile, list: ['\u007f'] };
  const text = printableJson(JSON.stringify(value, null, 2));
  expect(text).not.toMatch(active);
  expect(JSON.parse(text)).toEqual(value);
});

test('the subject of a certificate', async () => {
  writeFileSync(folder.in('crt.pem'), issue({ subject: `CN=${hostile}`, names: ['a.example.com'] }).pem);
  const { status, stdout } = await livepin(['pin', folder.in('crt.pem')]);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(active);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const json = await livepin(['pin', folder.in('crt.pem'), '--json']);
  expect(json.stdout).not.toMatch(active);
  expect(json.json()).toMatchObject({ pins: [{ subject: expect.stringContaining('accept') }] });
});

test('the name of a file, in an error', async () => {
  const { stderr } = await livepin(['pin', `no-${hostile}`]);
  expect(stderr).not.toMatch(active);
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
});

describe('a service that is an attacker', () => {
  const problem = { title: hostile, status: 409, detail: hostile, code: hostile, remedy: hostile };
  const app = { app: hostile, name: hostile, createdAt: 0, published: null, hasUnpublishedChanges: true, adoption: [] };

  test.each([
    { says: 'its names', status: 200, answer: [app] },
    { says: 'its refusals', status: 409, answer: problem },
  ])('$says', async ({ status, answer }) => {
    const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(answer)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { LIVEPIN_TOKEN: 'token' };
      for (const more of [[], ['--json']]) {
        const { stdout, stderr } = await livepin(['app', 'list', '--service', service, ...more], { env });
        expect(stdout + stderr).toContain('\\u009b2J');
        expect(stdout + stderr).not.toMatch(active);
      }
    } finally {
      server.close();
    }
  });
});
