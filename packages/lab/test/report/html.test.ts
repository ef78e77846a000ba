import { describe, expect, test } from 'vitest';
import { styleSheet } from '../../src/report/html/style-sheet.ts';
import { htmlOf } from '../../src/report/html.ts';
import type { Report } from '../../src/report/report.ts';
import { contrast } from './contrast.ts';
import { hostileReport } from './hostile.ts';
import { type Element, named, readMarkup } from './read-markup.ts';
import { largeReport, mixedReport, pinnedReport, reportOf, withConsequence } from './sample.ts';

const reports: [string, Report][] = [
  ['one host of each kind', mixedReport()],
  ['one host', pinnedReport()],
  ['no host', reportOf([], { timeline: [] })],
  ['hostile texts', hostileReport()],
];

// All that a page is made of. What is not in here has no business in it: no script, no frame, no form, no image, no handler.
const allowedElements = new Set(
  'html head meta title style body svg symbol path main header p h1 h2 h3 div span ul ol li dl dt dd br code b strong small section nav article a table caption colgroup thead tbody tr th td details summary figure figcaption pre footer g text rect use'.split(
    ' ',
  ),
);
const allowedAttributes = new Set(
  'lang charset http-equiv content name class id href title rel scope colspan span tabindex role aria-label aria-hidden focusable open style viewBox d x y width height text-anchor stroke-width'.split(
    ' ',
  ),
);

describe.each(reports)('the page of %s', (_, report) => {
  const text = htmlOf(report);
  // Well-formed: what is read here is what browsers read.
  const elements = readMarkup(text);

  test('has nothing in it that could run, or fetch', () => {
    for (const { name, attributes } of elements) {
      expect(allowedElements.has(name), name).toBe(true);
      for (const [attribute, value] of Object.entries(attributes)) {
        expect(allowedAttributes.has(attribute), `${name} ${attribute}`).toBe(true);
        if (attribute === 'href') expect(value).toMatch(/^(#[a-z0-9]+|https:\/\/[a-z.]+\/\S*|\.\/[^:]*)$/);
        if (attribute === 'style') expect(value).toMatch(/^flex:\d+$/);
      }
    }
    expect(named(elements, 'style')).toHaveLength(1);
    expect(styleSheet).not.toMatch(/url\(|@import|<|&/);
  });

  test('forbids that, before anything else is said', () => {
    const [, policy] = named(elements, 'meta');
    expect(policy?.attributes['http-equiv']).toBe('Content-Security-Policy');
    expect(policy?.attributes['content']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/);
    expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<title>'));
  });

  test('has nothing unseen in it', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}\p{Surrogate}\u2028\u2029]/u,
    );
  });

  test('leads nowhere that is not there', () => {
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elements)
      if (attributes['href']?.startsWith('#')) expect(ids).toContain(attributes['href'].slice(1));
  });

  test('can be heard, and used without a mouse', () => {
    expect(elements[0]?.attributes['lang']).toBe('en');
    expect(named(elements, 'h1')).toHaveLength(1);
    for (const { attributes } of named(elements, 'th')) expect(attributes['scope']).toMatch(/^(col|row|colgroup)$/);
    // What scrolls by itself can be reached by the keyboard, and says what it is.
    for (const { attributes } of elements.filter((element) => element.attributes['class']?.startsWith('scroll')))
      expect(attributes).toMatchObject({ tabindex: '0', role: 'region', 'aria-label': expect.stringMatching(/./) });
    for (const element of named(elements, 'a')) expect(element.text.trim()).not.toBe('');
    // A picture has words, or stands beside them.
    for (const { attributes } of named(elements, 'svg'))
      expect(attributes['aria-hidden'] === 'true' || attributes['aria-label']).toBeTruthy();
  });
});

describe('what somebody looks for is there', () => {
  const elements = readMarkup(htmlOf(mixedReport()));
  const part = (id: string) => elements.find(({ attributes }) => attributes['id'] === id)!;

  test('the verdict in one sentence, the build by its hash, when, how, and why it is to be believed', () => {
    const { text } = named(elements, 'header')[0]!;
    for (const words of [
      '1 of 7 hosts is not pinned',
      './gradlew connectedTest',
      'cd'.repeat(32),
      '2026-11-26 03:00 UTC, in 28 seconds',
      'in a network namespace',
      'events.metrics.example accepted a certificate',
      '1 of 2 failed.',
      '1 connection came without a server name',
    ])
      expect(text).toContain(words);
  });

  test('a field of the matrix for each host and scenario, in words too, which leads to its evidence', () => {
    const fields = elements.filter(({ attributes }) => attributes['class']?.match(/^c( |$)/));
    expect(fields).toHaveLength(7 * 12);
    const words = new Set(fields.map(({ text }) => text));
    expect(words).toEqual(new Set(['held', 'read', 'broken', 'flaky', 'inconclusive', 'not seen', 'not run']));
    expect(named(elements, 'details')).toHaveLength(7 * 12);
  });

  test('per field the attack, what must happen, what happened, how to mend it, the evidence, the standards', () => {
    // Those that matter most come first.
    const { text } = part('h0s0');
    for (const words of [
      'The attacker does what User CA is named for',
      'Refuse the connection before a byte',
      'A request with its body was read in each of 3 tries.',
      'Tries 1, 2, 3',
      'CN=Acme Device CA',
      'r2mIkG3eEpVdm+u/ko/cwxzOMo1bk4TyHIlByibiA5E=',
      'closed by the app after the answer',
      'POST https://events.metrics.example/v1/login?device=…(36)',
      'authorization: Bearer …(182)',
      'session-token (canary) in header authorization',
      'signed in\n3 accounts',
      'Pin the host in every stack',
      'evidence/events.metrics.example/user-ca.pcapng',
      'ab'.repeat(32),
      'MASTG-TEST-0244',
    ])
      expect(text).toContain(words);
  });

  test('what failed stands open, and what held does not', () => {
    const open = named(elements, 'details').filter(({ attributes }) => attributes['open'] === 'open');
    expect(open).toHaveLength(4);
  });

  test('tries that differ are told apart', () => {
    expect(part('h0s1').text).toMatch(/Tries 1, 3 held[\s\S]*Try 2 read/);
    expect(part('h0s1').text).toContain('Tries differed.');
  });

  test('a drawing of all connections, with its sums in words', () => {
    const drawing = elements.find(({ name, attributes }) => name === 'svg' && attributes['role'] === 'img')!;
    const { timeline } = mixedReport();
    const read = timeline.filter(({ reach }) => reach === 'body').length;
    expect(drawing.attributes['aria-label']).toContain(`${timeline.length} connections to 7 hosts`);
    expect(drawing.attributes['aria-label']).toContain(`${read} attacked, and read`);
    const marks = elements.find(
      ({ attributes, within }) => attributes['class'] === 'read' && within.includes('section'),
    )!;
    expect(marks.attributes['d']?.match(/M/g)).toHaveLength(read);
  });

  test('expected hosts that were never seen', () => {
    expect(part('coverage').text).toContain('payments.bank.example');
  });

  test('what it does not show', () => {
    expect(part('limits').text).toContain('code that the test did not run');
  });
});

test('what got through because a host is not pinned at all is to be attacked again, and comes last', () => {
  const elements = readMarkup(htmlOf(withConsequence()));
  const steps = elements.find(({ attributes }) => attributes['id'] === 'mend')!.text;
  expect(steps).toMatch(/so that User CA is refused[\s\S]*Pin the host first, and attack it again/);
  expect(steps).not.toContain('so that Wrong name is refused');
});

test('what is secret is said to be where it is', () => {
  const page = htmlOf({ ...mixedReport(), disclosure: 'unredacted' });
  expect(readMarkup(page).find(({ name }) => name === 'header')?.text).toContain('Unredacted.');
});

test('each text of a report stands in the page as it is written, however hostile', () => {
  const texts = readMarkup(htmlOf(hostileReport())).map((element: Element) => element.text);
  for (const start of [
    './gradlew connectedTest',
    'api.bank.example',
    'User CA',
    '3 accounts',
    'CN=Acme Device CA',
    'an…om',
  ])
    expect(
      texts.some((text) => text.includes(`${start}"><script>alert(1)</script>`)),
      start,
    ).toBe(true);
});

describe('60 hosts and 25 scenarios', () => {
  test.each([
    ['of which some were read', null],
    ['all of which were read', 'read'],
    ['all of which held', 'held'],
  ] as const)('%s, fit into 5 MB, and what is left out is said', (_, verdict) => {
    const page = htmlOf(largeReport(60, 25, verdict));
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page.includes("more in the report's JSON")).toBe(verdict === 'read');
    expect(named(readMarkup(page), 'details')).toHaveLength(1500);
  });
});

describe('colours', () => {
  const themes = [...styleSheet.matchAll(/:root\{([^}]*)\}/g)].map(([, body]) => {
    return Object.fromEntries(
      [...body!.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name, value]) => [name!, value!]),
    );
  });

  test.each(['light', 'dark', 'print'].map((name, index) => [name, themes[index]!] as const))(
    'of the %s theme are told apart from what is behind them',
    (_, colour) => {
      const pairs = [
        ...['text', 'soft', 'link', 'good', 'bad', 'warning', 'quiet'].map((name) => [name, 'sheet']),
        ...['text', 'soft', 'link'].map((name) => [name, 'page']),
        ...['good', 'bad', 'warning', 'quiet'].map((name) => [name, `${name}-tint`]),
        ['text', 'code'],
        ['text', 'warning-tint'],
      ] as [string, string][];
      for (const [front, back] of pairs)
        expect(contrast(colour[front]!, colour[back]!), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
    },
  );
});
