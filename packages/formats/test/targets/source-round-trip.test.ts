import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import type { PinPlan, PlannedHost } from '../../src/plan.ts';
import type { ReadEntry } from '../../src/read-config.ts';
import { targets } from '../../src/targets.ts';
import { fileOf, plans } from '../plans.ts';

const forms = ['okhttp-kotlin', 'okhttp-java', 'ktor', 'react-native-ssl-public-key-pinning', 'curl'];
const enforced = plans.map(
  (plan): PinPlan => ({ ...plan, hosts: plan.hosts.map((each) => ({ ...each, mode: 'enforce' })) }),
);

describe.each(forms)('%s, read from the program text that was generated', (id) => {
  const target = targets.find((each) => each.id === id)!;
  const isCurl = id === 'curl';

  // curl compares the server's own key, and knows nothing of other names.
  const expected = ({ host, subdomains, keys }: PlannedHost) => ({
    host,
    coverage: subdomains && !isCurl ? 'host-and-below' : 'host',
    pins: keys
      .filter(({ role }) => !isCurl || role === 'leaf' || role === 'backup')
      .map(({ pin }) => pin)
      .toSorted(),
  });
  const read = ({ host, coverage, pins }: ReadEntry) => ({
    host: host.host,
    coverage,
    pins: pins.map(({ pin }) => pin).toSorted(),
  });
  const byHost = (a: { host: string | null }, b: { host: string | null }) => (a.host! < b.host! ? -1 : 1);
  // iOS wants two pins of each host, and curl keeps no key of a CA.
  const isWritten = (plan: PinPlan) =>
    id !== 'react-native-ssl-public-key-pinning' || plan.hosts.every(({ keys }) => keys.length > 1);

  test('the pins of each host and what they cover are read back, in each file, without a problem', () => {
    fc.assert(
      fc.property(enforced.filter(isWritten), (plan) => {
        for (const { path, text } of target.generate(plan).files) {
          const file = fileOf(text, path);
          expect(target.reader!.recognizes(file)).toBe(true);
          const { entries, problems } = target.reader!.read(file);
          expect(problems).toEqual([]);
          expect(entries.map(read).sort(byHost)).toEqual(plan.hosts.map(expected).sort(byHost));
        }
      }),
    );
  });

  test('rewritten to a plan for the same hosts, it pins what the plan wants, or says what it left', () => {
    fc.assert(
      fc.property(enforced.filter(isWritten), enforced.filter(isWritten), (before, other) => {
        const hosts = before.hosts.map((planned, at) => ({
          ...planned,
          keys: other.hosts[at % other.hosts.length]!.keys,
        }));
        const plan = { ...before, hosts };
        for (const { path, text } of target.generate(before).files) {
          const { change, left } = target.rewriter!.rewrite(fileOf(text, path), plan);
          const after = change.kind === 'edits' ? applyEdits(text, change.edits) : text;
          const { entries } = target.reader!.read(fileOf(after, path));
          expect(left).toEqual([]);
          expect(entries.map(read).sort(byHost)).toEqual(plan.hosts.map(expected).sort(byHost));
        }
      }),
    );
  });

  test('bytes that are mixed up are read without a fault', () => {
    const [file] = target.generate(fc.sample(enforced.filter(isWritten), { numRuns: 1, seed: 7 })[0]!).files;
    const pieces = file!.text.split(/(?<=[\s"'(){},;])/);
    fc.assert(
      fc.property(fc.shuffledSubarray(pieces, { minLength: 1 }), fc.nat(), (some, cut) => {
        const text = some.join('').slice(cut % 50);
        const { entries, problems } = target.reader!.read(fileOf(text, file!.path));
        for (const { span } of [...entries, ...problems]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
