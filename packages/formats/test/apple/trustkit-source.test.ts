import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTrustKitSource, rewriteTrustKitSource } from '../../src/apple/trustkit-source.ts';
import { applyEdits } from '../../src/edit/edits.ts';
import type { ReadEntry } from '../../src/read-config.ts';
import { targets } from '../../src/targets.ts';
import { fileOf, hostOf, keyOf, pins, planOf, plans } from '../plans.ts';

const [a, b, c, d] = pins;

function summary(text: string, language: 'swift' | 'objective-c') {
  const { entries, problems } = readTrustKitSource('trustkit', text, language);
  return {
    entries: entries.map((entry) => [
      entry.host.host,
      entry.coverage,
      entry.isEnforced,
      entry.pins.map(({ pin }) => pin),
    ]),
    problems: problems.map(({ rule }) => rule).filter((rule) => rule !== 'trustkit-default-report'),
  };
}

describe('reading TrustKit configurations in program text', () => {
  test('Swift, with casts, constants and comments', () => {
    const text = `
      let backup = "${b}"
      let trustKitConfig = [
        kTSKSwizzleNetworkDelegates: false, // ours
        kTSKPinnedDomains: [
          "example.com": [
            kTSKIncludeSubdomains: true,
            kTSKEnforcePinning: false,
            kTSKExpirationDate: "2027-06-01",
            // kTSKPublicKeyHashes: ["${c}"],
            kTSKPublicKeyHashes: ["${a}", backup],
          ] as [String : Any],
        ],
      ] as [String : Any]
      TrustKit.initSharedInstance(withConfiguration: trustKitConfig)`;
    expect(summary(text, 'swift')).toEqual({
      entries: [['example.com', 'host-and-below', false, [a, b]]],
      problems: ['trustkit-not-enforced'],
    });
  });

  test('Objective-C, with a dictionary in a variable and an excluded sub-domain', () => {
    const text = `
      NSDictionary *domains = @{
        @"example.com" : @{ kTSKIncludeSubdomains:@YES, kTSKPublicKeyHashes : @[ @"${a}", @"${b}" ] },
        @"open.example.com" : @{ kTSKExcludeSubdomainFromParentPolicy : @(YES) },
      };
      [TrustKit initSharedInstanceWithConfiguration:@{ kTSKPinnedDomains : domains }];`;
    expect(summary(text, 'objective-c')).toEqual({
      entries: [
        ['example.com', 'host-and-below', true, [a, b]],
        ['open.example.com', 'host', false, []],
      ],
      problems: [],
    });
  });

  test('what is computed is told, and the entry is known to be more than was read', () => {
    const text = `let c = [kTSKPinnedDomains: ["a.example": [kTSKPublicKeyHashes: ["${a}", "${b}", Keys.third]], host(): [:]]]
      config[kTSKPinnedDomains] = load()`;
    const { entries, problems } = readTrustKitSource('trustkit-swift', text, 'swift');
    expect(entries.map(({ isPartial }) => isPartial)).toEqual([true]);
    expect(
      problems.filter(({ rule }) => rule === 'pin-indirect').map(({ span }) => text.slice(span.start, span.end)),
    ).toEqual(['Keys.third', 'host(): [:]', 'kTSKPinnedDomains']);
  });

  test('a single pin, which makes TrustKit throw', () => {
    const text = `TrustKit(configuration: [kTSKPinnedDomains: ["a.example": [kTSKPublicKeyHashes: ["${a}"]]]])`;
    expect(summary(text, 'swift').problems).toEqual(['trustkit-too-few-pins']);
  });

  test('pins that stand in comments only', () => {
    const text = `/* [kTSKPinnedDomains: ["a.example": [kTSKPublicKeyHashes: ["${a}"]]]] */`;
    expect(summary(text, 'swift')).toEqual({ entries: [], problems: ['pinning-commented-out'] });
  });

  test('brackets without an end, however deep', () => {
    const deep = `[kTSKPinnedDomains: ${'["a": '.repeat(20_000)}`;
    expect(summary(deep, 'swift').problems).toContain('pin-indirect');
  });
});

describe.each(['trustkit-swift', 'trustkit-objc'])('%s', (id) => {
  const target = targets.find((each) => each.id === id)!;
  const pinsOf = ({ pins: read }: ReadEntry) => read.map(({ pin }) => pin).toSorted();

  test('the pins of each host are read back from what was generated', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const [file] = target.generate(plan).files;
        const source = fileOf(file!.text, file!.path);
        expect(target.reader!.recognizes(source)).toBe(true);
        const { entries } = target.reader!.read(source);
        for (const { host, subdomains, mode, keys } of plan.hosts) {
          const entry = entries.find((each) => each.host.host === host)!;
          expect(pinsOf(entry)).toEqual(keys.map(({ pin }) => pin).toSorted());
          expect(entry.coverage).toBe(subdomains ? 'host-and-below' : 'host');
          expect(entry.isEnforced).toBe(mode === 'enforce');
        }
      }),
    );
  });

  test('pins and dates change in place, and nothing else', () => {
    const before = planOf([hostOf('example.com', [keyOf(a), keyOf(b, 'backup')])]);
    const after = planOf([hostOf('example.com', [keyOf(c), keyOf(d, 'backup')])], {
      expires: before.expires! + 90 * 86_400,
    });
    const { text } = target.generate(before).files[0]!;
    const { change, left } = target.rewriter!.rewrite(fileOf(text), after);
    expect(left).toEqual([]);
    expect(change.kind === 'edits' && applyEdits(text, change.edits)).toBe(target.generate(after).files[0]!.text);
  });

  test('pins that are constants elsewhere are left, and said', () => {
    const text = `let p = "${a}"\n let c = [kTSKPinnedDomains: ["example.com": [kTSKPublicKeyHashes: [p, "${b}"]]]]`;
    const plan = planOf([hostOf('example.com', [keyOf(c), keyOf(d, 'backup')])]);
    const { change, left } = rewriteTrustKitSource(text, 'swift', plan);
    expect(change).toEqual({ kind: 'none' });
    expect(left.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('example.com')]);
  });
});
