import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Must, positions } from './case.ts';
import { cases, families } from './cases/index.ts';
import { clients } from './clients/index.ts';
import { formatTable } from './format-table.ts';
import { type Records, readRecords, recordOf } from './record.ts';
import { type Trial, tryClient } from './trial.ts';

// Every client on every server, once; and the page that says what came of it.

const minutes = 60_000;
const livepins = clients.filter(({ id }) => id.startsWith('livepin-'));
const others = clients.filter(({ id }) => !id.startsWith('livepin-'));
const known = readRecords();
const trials = new Map<string, Trial>();
const missing = new Map<string, string>();

beforeAll(async () => {
  for (const trial of await Promise.all(clients.map((client) => tryClient(client, cases)))) {
    if ('missing' in trial) missing.set(trial.client.id, trial.missing);
    else trials.set(trial.client.id, trial);
  }
}, 10 * minutes); // OkHttp may have to be fetched, and Go's standard library to be built

const isDecided = ({ verdict }: Must) => verdict !== 'either';

function verdictsOf(trial: Trial) {
  return cases.flatMap((one) =>
    [...trial.verdicts.get(one)!].map(([position, verdict]) => ({
      one,
      position,
      ...verdict,
      at: `${one.id} ${position}`,
    })),
  );
}

test('each server has a name to itself, and there are some for each pinned position to accept and to refuse', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  for (const position of positions) {
    const verdicts = new Set(cases.map(({ must }) => must[position].verdict));
    expect([position, [...verdicts]]).toEqual([position, expect.arrayContaining(['accept', 'refuse'])]);
  }
});

describe.for(livepins)('$name', ({ id }) => {
  test('has no hole and no outage', ({ skip }) => {
    const trial = trials.get(id) ?? skip(missing.get(id));
    const { wrong, counted } = recordOf(trial, cases);
    expect(wrong).toEqual({});
    expect(counted).toBe(cases.flatMap(({ must }) => Object.values(must)).filter(isDecided).length);
  });

  test('sends no byte of a request before the verdict', ({ skip }) => {
    const trial = trials.get(id) ?? skip(missing.get(id));
    const verdicts = verdictsOf(trial);
    expect(verdicts.filter(({ isAccepted, bytes }) => !isAccepted && bytes > 0)).toEqual([]);
    expect(verdicts.filter(({ isAccepted, bytes }) => isAccepted && bytes === 0)).toEqual([]);
  });

  test('refuses by its pins whom the platform lets pass', ({ skip }) => {
    const trial = trials.get(id) ?? skip(missing.get(id));
    const refused = verdictsOf(trial).filter(({ one, isAccepted }) => one.passesPlatform && !isAccepted);
    expect(refused.length).toBeGreaterThan(100);
    expect(
      refused.filter(({ why }) => !/^LP_PIN_(MISMATCH|REVOKED) /.test(why)).map(({ at, why }) => [at, why]),
    ).toEqual([]);
  });

  test('comes to an end with peers that do not', ({ skip }) => {
    const trial = trials.get(id) ?? skip(missing.get(id));
    const waited = verdictsOf(trial).filter(({ one }) => one.isSlow);
    expect(waited.length).toBeGreaterThanOrEqual(8);
    for (const { why } of waited) expect(why).toMatch(/^ETIMEDOUT /);
  });
});

describe('docs/attacks.md', () => {
  test('is made of verdicts.json', async () => {
    const page = await readFile(new URL('../../docs/attacks.md', import.meta.url), 'utf8');
    expect(page, 'node e2e/attacks/generate.ts').toBe(formatTable(families, clients, known));
  });

  test.for(others)('says of $name what happens now', ({ id }, { skip }) => {
    const trial = trials.get(id) ?? skip(missing.get(id));
    const record = recordOf(trial, cases);
    const then = known[id];
    if (then && then.version !== record.version)
      skip(`tried as ${record.version}, and the page is about ${then.version}`);
    expect(record, 'node e2e/attacks/generate.ts').toEqual(then);
  });

  test('says of Livepin what happens now', () => {
    const now = livepins.flatMap(({ id }) => trials.get(id) ?? []).map((trial) => recordOf(trial, cases));
    for (const { version, ...record } of now)
      expect({ version, ...record }).toEqual({ ...known['livepin-24'], version });
  });
});

// A server that every client gets right might as well be broken: what notices that it is an attack at all?
test.for(families)('somebody falls for: $name', ({ cases, whyNobodyFalls }) => {
  const now: Records = Object.fromEntries([...trials].map(([id, trial]) => [id, recordOf(trial, cases)]));
  const all = { ...known, ...now };
  const wrong = others.flatMap(({ id }) =>
    cases.map((one) => ({ id, marks: Object.values(all[id]?.wrong[one.id] ?? {}) })),
  );
  if (whyNobodyFalls) expect(wrong.filter(({ marks }) => marks.includes('hole'))).toEqual([]);
  else expect(wrong.filter(({ marks }) => marks.length > 0)).not.toEqual([]);
});
