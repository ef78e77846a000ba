import { issue, type KeyKind, makeKey, startServer } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import { bundle, failureOf, host, open, pinned, startPlace } from './fixture.ts';

// Every kind of key that servers have, in every place of a path.

const kinds: readonly { name: string; kind: KeyKind; pss?: boolean }[] = [
  { name: 'RSA', kind: 'RSA' },
  { name: 'RSA, signed by RSASSA-PSS', kind: 'RSA', pss: true },
  { name: 'RSA-PSS', kind: 'RSA-PSS' },
  { name: 'P-256', kind: 'P-256' },
  { name: 'P-384', kind: 'P-384' },
  { name: 'P-521', kind: 'P-521' },
  { name: 'Ed25519', kind: 'Ed25519' },
  { name: 'Ed448', kind: 'Ed448' },
];

describe.each(kinds)('a chain of $name', ({ kind, pss = false }) => {
  const key = () => ({ key: makeKey(kind), pss });
  const root = issue({ subject: 'CN=Root', ca: true, ...key() });
  const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root, ...key() });
  const leaf = issue({ subject: `CN=${host}`, issuer: intermediate, ...key() });
  const sibling = issue({ subject: 'CN=CA 2', ca: true, issuer: root, ...key() });
  const stranger = issue({ subject: `CN=${host}`, issuer: sibling, ...key() });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', async (version) => {
    await using place = await startPlace();
    const versions = { minVersion: version, maxVersion: version };
    await using server = await startServer([leaf, intermediate], versions);
    await using attacker = await startServer([stranger, sibling, intermediate], versions);
    for (const pin of [leaf.pin, intermediate.pin]) {
      await using app = await open(place, { seed: await bundle(1, pinned([pin])), ca: [root.pem] });
      expect(await (await app.fetch(`https://${host}:${server.port}/`)).text()).toBe('hello');
      expect(await failureOf(app.fetch(`https://${host}:${attacker.port}/`))).toMatchObject({
        code: 'LP_PIN_MISMATCH',
        seen: [{ pin: stranger.pin }, { pin: sibling.pin }, { pin: root.pin }],
      });
    }
    expect([server.connections(), attacker.connections()]).toEqual([2, 2]);
    expect(attacker.received()).toBe(0);
  });
});
