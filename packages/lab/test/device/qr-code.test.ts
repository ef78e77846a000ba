import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { qrLines, qrPath, qrRows } from '../../src/device/qr-code.ts';

const url = 'http://192.168.178.255:8899/';

test('the half blocks of a terminal are the modules of the code', () => {
  const halves: Record<string, [boolean, boolean]> = {
    ' ': [false, false],
    '▀': [true, false],
    '▄': [false, true],
    '█': [true, true],
  };
  const rows = qrLines(url).flatMap((line) => {
    const cells = [...line].map((block) => halves[block]!);
    return [cells.map(([upper]) => upper), cells.map(([, lower]) => lower)];
  });
  expect(rows.slice(0, qrRows(url).length)).toEqual(qrRows(url));
});

test('an address fits into a terminal of 24 lines', () => {
  expect(qrLines('http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/').length).toBeLessThan(24);
});

describeWith(findProgram('zbarimg'), 'a reader of codes', (zbarimg) => {
  test.each([url, 'http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/'])('reads %s', (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
    try {
      writeFileSync(join(folder, 'code.pgm'), pictureOf(text));
      const said = execFileSync(zbarimg, ['--quiet', '--nodbus', '--raw', join(folder, 'code.pgm')], {
        encoding: 'utf8',
      });
      expect(said.trim()).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** The path of the SVG, drawn as a grey picture: eight points a module. */
function pictureOf(text: string): Buffer {
  const { size, path } = qrPath(text);
  const points = 8;
  const picture = Buffer.alloc(size * points * size * points, 255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < points; dy++) {
      const from = (Number(y) * points + dy) * size * points + Number(x) * points;
      picture.fill(0, from, from + points);
    }
  }
  return Buffer.concat([Buffer.from(`P5 ${size * points} ${size * points} 255\n`), picture]);
}
