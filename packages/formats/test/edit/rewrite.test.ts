import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { applyEdits } from '../../src/edit/edits.ts';
import type { PinPlan } from '../../src/plan.ts';
import type { SourceFile } from '../../src/read-config.ts';
import type { Reader, Rewriter } from '../../src/target.ts';
import { readOnlyForms, targets } from '../../src/targets.ts';
import { encodeAs, sourceFileOf } from '../../src/text/source-file.ts';
import { fileOf, hostOf, keyOf, pins, planOf, plans } from '../plans.ts';
import { projectFile } from '../projects.ts';
import { python, readWithPlistlib } from '../text/plistlib.ts';

const [a, b, c, d, e] = pins;
const bank = (...own: string[]) =>
  planOf([
    hostOf(
      'bank.example.com',
      own.map((pin) => keyOf(pins.find((each) => each === pin)!, 'anchor')),
      { subdomains: true },
    ),
  ]);

function formOf(id: string): { reader: Reader; rewriter: Rewriter } {
  const form = [...targets, ...readOnlyForms].find((each) => each.id === id);
  if (!form?.reader || !form.rewriter) throw new Error(`${id} is not rewritten`);
  return { reader: form.reader, rewriter: form.rewriter };
}

/** A file after its change, and what was left. */
function rewritten(file: SourceFile, id: string, plan: PinPlan): { after: SourceFile; left: string[] } {
  const { change, left } = formOf(id).rewriter.rewrite(file, plan);
  const sentences = left.map(({ sentence }) => sentence);
  switch (change.kind) {
    case 'none':
      return { after: file, left: sentences };
    case 'whole':
      return { after: sourceFileOf(file.path, change.bytes), left: sentences };
    case 'edits': {
      const text = applyEdits(file.text ?? '', change.edits);
      return { after: sourceFileOf(file.path, encodeAs(file, text)), left: sentences };
    }
  }
}

function pinsIn(file: SourceFile, id: string, host: string): (string | null)[] {
  const entry = formOf(id)
    .reader.read(file)
    .entries.find((each) => each.host.host === host);
  return (entry?.pins ?? []).map(({ pin }) => pin);
}

/** The lines that differ, as `diff -U0` shows them. */
function diffOf(before: SourceFile, after: SourceFile): string {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  try {
    writeFileSync(join(folder, 'a'), before.text ?? '');
    writeFileSync(join(folder, 'b'), after.text ?? '');
    const { stdout } = spawnSync('diff', ['-U0', '--label', 'before', '--label', 'after', 'a', 'b'], { cwd: folder });
    return stdout.toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeWith(findProgram('diff'), 'a file of a project, with other pins: nothing else changes', () => {
  test.each([
    ['bank-nsc.xml', 'android-nsc', [a, c, d]],
    ['trustkit-nsc.xml', 'trustkit-android', [a, c]],
    ['Info.plist', 'ats', [b, c, d]],
    ['Info.plist', 'trustkit-plist', [c, d]],
    ['Info-utf16.plist', 'trustkit-plist', [a, b, e]],
    ['ssl_config.json', 'react-native-ssl-manager', [a, c, d]],
    ['app.json', 'expo-ats', [a, b, c]],
    ['app.json', 'expo-trustkit', [e, d]],
  ] as const)('%s as %s', async (name, id, own) => {
    const file = projectFile(name);
    const plan = bank(...own);
    // In the file of TrustKit for Android, two hosts and a nested one share their pins.
    const shop = ['api.shop.example.com', 'shop.example.com', 'static.shop.example.com'].map((host) =>
      hostOf(
        host,
        own.map((pin) => keyOf(pin)),
      ),
    );
    const { after, left } = rewritten(file, id, { ...plan, hosts: [...plan.hosts, ...shop] });
    await expect(diffOf(file, after)).toMatchFileSnapshot(`../golden/rewritten/${name}.${id}.diff`);
    expect(left).toEqual(name === 'bank-nsc.xml' ? [expect.stringContaining('cards.bank.example.com')] : []);
  });

  test('bank-nsc.xml, where the plan speaks of every host of a set', async () => {
    const file = projectFile('bank-nsc.xml');
    const own = [a, c, d].map((pin) => keyOf(pin));
    const plan = planOf([hostOf('bank.example.com', own), hostOf('cards.bank.example.com', own)]);
    const { after, left } = rewritten(file, 'android-nsc', plan);
    expect(left).toEqual([]);
    expect(pinsIn(after, 'android-nsc', 'cards.bank.example.com')).toEqual([a, c, d]);
    await expect(diffOf(file, after)).toMatchFileSnapshot('../golden/rewritten/bank-nsc.xml.all.diff');
  });

  test('marks, encodings and line ends stay', () => {
    const file = projectFile('Info-utf16.plist');
    const { after } = rewritten(file, 'trustkit-plist', bank(a, b, e));
    expect([...after.bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    expect(after.text?.match(/(?<!\r)\n/g)).toBeNull();
  });
});

describe('what cannot be done is left, and said', () => {
  const set = (...own: string[]) => own.map((pin) => `<pin digest="SHA-256">${pin}</pin>`).join('');
  const shared = fileOf(
    `<network-security-config><domain-config><domain>a.example</domain><domain>b.example</domain><pin-set>${set(a, b)}</pin-set></domain-config></network-security-config>`,
  );

  test('hosts that share pins, and are to have different ones', () => {
    const plan = planOf([hostOf('a.example', [keyOf(a), keyOf(c)]), hostOf('b.example', [keyOf(a), keyOf(d)])]);
    const { after, left } = rewritten(shared, 'android-nsc', plan);
    expect(after).toBe(shared);
    expect(left).toEqual([expect.stringMatching(/^a\.example: .*b\.example/)]);
  });

  test('an empty set', () => {
    const file = fileOf(
      '<network-security-config><domain-config><domain>a.example</domain><pin-set/></domain-config></network-security-config>',
    );
    const { after, left } = rewritten(file, 'android-nsc', planOf([hostOf('a.example', [keyOf(a)])]));
    expect(after).toBe(file);
    expect(left).toEqual([expect.stringContaining('a.example')]);
  });

  test('a set of leaves, where only CAs are given', () => {
    const { after, left } = rewritten(
      projectFile('Info.plist'),
      'ats',
      planOf([hostOf('push.bank.example.com', [keyOf(a, 'anchor')])]),
    );
    expect(pinsIn(after, 'ats', 'push.bank.example.com')).toEqual([c]);
    expect(left).toEqual([expect.stringContaining('push.bank.example.com')]);
  });

  test('a file that cannot be read', () => {
    const { left } = rewritten(fileOf('<network-security-config>'), 'android-nsc', bank(a, b));
    expect(left).toEqual([expect.stringContaining('not well-formed')]);
  });

  test('hosts that the plan does not name stay as they are, without a word', () => {
    const { after, left } = rewritten(shared, 'android-nsc', planOf([hostOf('c.example', [keyOf(a)])]));
    expect(after).toBe(shared);
    expect(left).toEqual([]);
  });
});

describeWith(python, 'a binary property list is written anew, as a whole', (path) => {
  test('with other pins and dates, and everything else as it was', () => {
    const file = projectFile('Info-binary.plist');
    const first = rewritten(file, 'trustkit-plist', bank(c, d)).after;
    const { after } = rewritten(first, 'ats', bank(a, e));
    const expected = JSON.parse(JSON.stringify(readWithPlistlib(path, file.bytes)));
    const trustKit = expected.TSKConfiguration.TSKPinnedDomains['bank.example.com'];
    trustKit.TSKPublicKeyHashes = [c, d];
    trustKit.TSKExpirationDate = '2027-05-31';
    const identities = [a, e].map((pin) => ({ 'SPKI-SHA256-BASE64': pin }));
    expected.NSAppTransportSecurity.NSPinnedDomains['bank.example.com'].NSPinnedCAIdentities = identities;
    expect(readWithPlistlib(path, after.bytes)).toEqual(expected);
  });

  test('only where something changes', () => {
    const file = projectFile('Info-binary.plist');
    const plan = { ...bank(a, b), expires: null };
    expect(rewritten(file, 'trustkit-plist', plan).after).toBe(file);
  });
});

describe.each(['android-nsc', 'trustkit-plist', 'react-native-ssl-manager', 'plain-json'])(
  '%s, as it was written',
  (id) => {
    const target = targets.find((each) => each.id === id)!;

    test('with the pins of another plan is what that plan would be written as', () => {
      fc.assert(
        fc.property(plans, plans, (from, to) => {
          const enforced = from.hosts.map((host) => ({ ...host, mode: 'enforce' as const }));
          // The same hosts, each with its own pins still in its first place.
          const hosts = enforced.map((host, at) => ({ ...host, keys: to.hosts[at % to.hosts.length]!.keys }));
          const before = { ...from, hosts: enforced };
          const after = { ...before, madeAt: to.madeAt, expires: to.expires ?? from.expires, hosts };
          fc.pre(before.expires !== null);
          const textOf = (plan: PinPlan) => fileOf(target.generate(plan).files[0]!.text);
          const result = rewritten(textOf(before), id, after).after;
          for (const { host, keys } of hosts) {
            expect(pinsIn(result, id, host).toSorted()).toEqual(keys.map(({ pin }) => pin).toSorted());
          }
          const read = formOf(id).reader.read(result);
          expect(read.entries.map(({ expires }) => expires?.text)).toEqual(
            formOf(id)
              .reader.read(textOf(after))
              .entries.map(({ expires }) => expires?.text),
          );
          expect(read.problems).toEqual([]);
          if (id === 'plain-json') {
            const named = Object.keys(JSON.parse(result.text ?? '').keys).toSorted();
            expect(named).toEqual([...new Set(hosts.flatMap(({ keys }) => keys.map(({ pin }) => pin)))].toSorted());
          }
          expect(rewritten(result, id, after).after).toBe(result);
        }),
      );
    });
  },
);
