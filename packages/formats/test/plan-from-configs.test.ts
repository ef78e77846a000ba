import { describe, expect, test } from 'vitest';
import { formsOf } from '../src/forms-of.ts';
import { planFromConfigs } from '../src/plan-from-configs.ts';
import { targets } from '../src/targets.ts';
import { fileOf, hostOf, keyOf, pins, planOf, twoHosts } from './plans.ts';

const [a, b, c] = pins;
const found = (...files: readonly (readonly [path: string, text: string])[]) =>
  planFromConfigs(
    files.flatMap(([path, text]) => {
      const file = fileOf(text, path);
      return formsOf(file).map((form) => ({ path, config: form.reader!.read(file) }));
    }),
  );
const generated = (id: string, plan = twoHosts) => targets.find((target) => target.id === id)!.generate(plan).files[0]!;
const nsc = (domain: string, ...pinned: string[]) =>
  `<network-security-config><domain-config>${domain}<pin-set>${pinned.map((pin) => `<pin digest="SHA-256">${pin}</pin>`).join('')}</pin-set></domain-config></network-security-config>`;

test.each(targets.filter(({ reader, id }) => reader && id !== 'ats' && id !== 'curl'))(
  '$id: hosts, pins and mode come back as they were planned',
  (target) => {
    const { path, text } = generated(target.id);
    const { hosts } = found([path, text]);
    const shape = (some: typeof hosts) =>
      some.map(({ host, subdomains, mode, keys }) => [host, subdomains, mode, keys.map(({ pin }) => pin)]).sort();
    expect(shape(hosts)).toEqual(shape(twoHosts.hosts));
  },
);

test.each(['android-nsc', 'trustkit-plist', 'react-native-ssl-manager', 'plain-json'])(
  '%s: written again, the date stays what it was',
  (id) => {
    const first = generated(id);
    const { hosts, expires } = found([first.path, first.text]);
    const again = generated(id, planOf(hosts, { expires }));
    const dates = (text: string) =>
      text.match(/(?<=expir\w*(?:"|<\/key>)?\s*(?:<string>|\W{1,12}))\d{4}-\d{2}-\d{2}(T[\d:]+Z)?/gi);
    expect(dates(first.text)).not.toBeNull();
    expect(dates(again.text)).toEqual(dates(first.text));
  },
);

test.each(['okhttp-kotlin', 'okhttp-java', 'ktor'])(
  '%s: what was made with an end in its code is made with it again',
  (id) => {
    const files = targets.find((target) => target.id === id)!.generate(twoHosts).files;
    for (const { path, text } of files) expect(found([path, text]).expires).toBe(twoHosts.expires);
  },
);

test('the earliest of several dates is that of the plan; without any there is none', () => {
  const early = generated('android-nsc', planOf(twoHosts.hosts, { expires: 1_800_000_000 }));
  const late = generated('plain-json');
  expect(found([late.path, late.text], [early.path, early.text]).expires).toBe(
    1_800_000_000 - (1_800_000_000 % 86_400),
  );
  expect(found(['a.xml', nsc('<domain>api.example.com</domain>', a, b)]).expires).toBeNull();
});

describe('several places that name a host', () => {
  test('give it all of their pins, and it is said', () => {
    const { hosts, losses } = found(
      ['a.xml', nsc('<domain>api.example.com</domain>', a, b)],
      ['b.xml', nsc('<domain includeSubdomains="true">API.example.com</domain>', b, c)],
    );
    expect(hosts).toMatchObject([{ host: 'api.example.com', subdomains: true, mode: 'enforce' }]);
    expect(hosts[0]?.keys.map(({ pin }) => pin)).toEqual([a, b, c]);
    expect(losses.map(({ rule }) => rule)).toEqual(['platform-drift', 'platform-drift']);
  });

  test('that say the same give nothing to say', () => {
    const text = nsc('<domain>api.example.com</domain>', a, b);
    expect(found(['a.xml', text], ['b.xml', text]).losses).toEqual([]);
  });
});

describe('what a plan cannot hold is said', () => {
  test.each([
    { rule: 'pin-bad-base64', path: 'a.xml', text: nsc('<domain>api.example.com</domain>', a, 'AAAA') },
    { rule: 'empty-pin-set', path: 'a.xml', text: nsc('<domain>api.example.com</domain>') },
    { rule: 'host-is-url', path: 'a.xml', text: nsc('<domain>https://api.example.com/</domain>', a, b) },
    {
      rule: 'subdomain-depth-differs',
      path: 'A.kt',
      text: `CertificatePinner.Builder().add("*.example.com", "sha256/${a}", "sha256/${b}").build()`,
    },
    {
      rule: 'pin-indirect',
      path: 'A.kt',
      text: `CertificatePinner.Builder().add("api.example.com", "sha256/${a}", BuildConfig.PIN).build()`,
    },
  ])('$rule', ({ rule, path, text }) => {
    const { losses } = found([path, text]);
    expect(losses.map((loss) => loss.rule)).toContain(rule);
    for (const { sentence } of losses) expect(sentence).toMatch(/example\.com\/? .+\.$/);
  });

  test('a host that is computed, beside others', () => {
    const text = `CertificatePinner.Builder().add("api.example.com", "sha256/${a}", "sha256/${b}").add(BuildConfig.HOST, PIN).build()`;
    const { hosts, losses } = found(['A.kt', text]);
    expect(hosts).toMatchObject([{ host: 'api.example.com' }]);
    expect(losses).toEqual([
      { rule: 'pin-indirect', sentence: 'A.kt: The host is computed, or stands in another file: it was not read.' },
    ]);
  });

  test('pins of whole certificates', () => {
    const text = `{"fingerprints":[{"name":"api.example.com","fingerprint":"${a}","expires":1800000000,"signature":""}]}`;
    const { hosts, losses } = found(['pins.json', text]);
    expect(hosts).toEqual([]);
    expect(losses.map(({ rule }) => rule)).toEqual(['whole-certificate-pin']);
  });
});

test('the pins of one host that is only reported are reported', () => {
  const plan = planOf([hostOf('api.example.com', [keyOf(a), keyOf(b, 'backup')], { mode: 'report' })]);
  const { path, text } = generated('trustkit-plist', plan);
  expect(found([path, text]).hosts).toMatchObject([{ mode: 'report' }]);
});
