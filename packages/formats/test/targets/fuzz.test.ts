import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reader } from '../../src/target.ts';
import { readOnlyForms, targets } from '../../src/targets.ts';
import { sourceFileOf } from '../../src/text/source-file.ts';
import { twoHosts } from '../plans.ts';
import { projectFile, projectFiles } from '../projects.ts';

// What stands in a file is never a reason to throw: it becomes a problem, with a place within the file.

const isSoak = process.env['LIVEPIN_SOAK'] === '1';
const runs = isSoak ? 20_000 : 300;
const timeout = isSoak ? 1_200_000 : 60_000;
const forms = [...targets, ...readOnlyForms];

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 1, 2, 8, 60, 400),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom(
        '<',
        '>',
        '/>',
        '"',
        "'",
        '&',
        '&#0;',
        '<!--',
        '-->',
        '<![CDATA[',
        '{',
        '}',
        '[',
        ']',
        ',',
        '\\',
        '\0',
        '\r',
        '\u{feff}',
        '<dict>',
        '</dict>',
        '<pin-set>',
        '$(',
        '*',
      )
      .map((text) => Uint8Array.from(Buffer.from(text))),
  ),
});

function mutated(
  bytes: Uint8Array,
  changes: readonly { at: number; remove: number; insert: Uint8Array }[],
): Uint8Array {
  return changes.reduce((all, { at, remove, insert }) => {
    const from = Math.floor(at * all.length);
    return Uint8Array.of(...all.subarray(0, from), ...insert, ...all.subarray(from + remove));
  }, bytes);
}

function checkReading(name: string, reader: Reader, bytes: Uint8Array): void {
  const file = sourceFileOf(name, bytes);
  const { entries, problems } = reader.read(file);
  const size = file.text?.length ?? file.bytes.length;
  const spans = [...problems, ...entries, ...entries.flatMap((entry) => [...entry.pins, entry.host])].map(
    ({ span }) => span,
  );
  for (const { start, end } of spans) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(size);
  }
}

describe.each(projectFiles)('%s, damaged', (name) => {
  const whole = projectFile(name);
  const own = forms.filter(({ reader }) => reader?.recognizes(whole));

  test(
    'is read or refused, with places within it, and so is rewriting',
    () => {
      expect(own.length).toBeGreaterThan(0);
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (changes) => {
          const bytes = mutated(whole.bytes, changes);
          for (const form of own) {
            checkReading(name, form.reader!, bytes);
            form.rewriter?.rewrite(sourceFileOf(name, bytes), twoHosts);
          }
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});

test(
  'bytes of any kind are read by no reader that would throw',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const { reader } of forms) {
          reader?.recognizes(sourceFileOf('a', bytes));
          if (reader) checkReading('a', reader, bytes);
        }
      }),
      { numRuns: runs },
    );
  },
  timeout,
);
