import { parseHost, parsePin } from '@livepin/core';
import { expect, test } from 'vitest';
import type { PinPlan, PlannedKey } from '../../src/plan.ts';
import { headerLines } from '../../src/write/header.ts';

const pin = parsePin('jXZ3QUvbt+8eIZpLqtWpkX0OFdlbFzWRlbg2ZDkJvEc=', 'test');

function planOf(label: string, hosts = ['api.example.com']): PinPlan {
  const key: PlannedKey = { pin, role: 'leaf', label, notAfter: 1_767_225_600 };
  return {
    hosts: hosts.map((host) => ({ host: parseHost(host, 'test'), subdomains: true, mode: 'enforce', keys: [key] })),
    madeAt: 1_764_115_200,
    expires: 1_795_651_200,
    isBesideSdk: false,
  };
}

test('says which hosts, when made, until when, and which pin is which key', () => {
  expect(headerLines(planOf('CN=api.example.com'))).toEqual([
    'Pins of api.example.com, made by livepin on 2025-11-26; safe until 2026-11-26.',
    `${pin} = leaf: CN=api.example.com (until 2026-01-01)`,
  ]);
});

test('a key of several hosts is named once, and many hosts are counted', () => {
  const lines = headerLines(planOf('x', ['a.example', 'b.example', 'c.example', 'd.example', 'e.example']));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('Pins of a.example, b.example, c.example and 2 more,');
});

test.each([
  ['a line break', 'a\nevil()'],
  ['a separator that JavaScript ends lines at', 'a\u2028evil()'],
  ['the end of an XML comment', 'a --> <evil/>'],
  ['the end of an XML comment, in parts', 'a -\u200b-> <evil/>'],
  ['the end of a block comment', 'a */ evil() /*'],
  ['a line break as Java reads it', 'a \\u000a evil()'],
  ['text that turns around', 'a \u202e evil'],
])('%s in a label cannot leave its comment', (_, label) => {
  const line = headerLines(planOf(label))[1]!;
  expect(line).not.toMatch(/[\n\r\u2028\u2029\u202e\\*]|--/u);
});

test.each(['coding: utf-7', 'vim: set fileencoding=utf-7'])(
  'a label cannot say how Python reads the file: %s',
  (label) => {
    const lines = headerLines(planOf(label)).map((line) => `# ${line}`);
    // PEP 263, "Defining the Encoding"
    expect(lines.filter((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/.test(line))).toEqual([]);
  },
);
