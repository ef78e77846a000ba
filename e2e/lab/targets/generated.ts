import { normalizeHost } from '@livepin/core';
import { type PinPlan, type PlannedKey, targets } from '@livepin/formats';
import { testPin } from '@livepin/testkit';
import { findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { pinned } from './known.ts';
import { versionOf } from './version-of.ts';

function planFor({ host, leafPin }: GenuineWorld): PinPlan {
  const now = Math.floor(Date.now() / 1000);
  const key = (pin: string, role: PlannedKey['role']) => ({ pin, role, label: role, notAfter: null }) as PlannedKey;
  return {
    madeAt: now,
    expires: now + 30 * 86_400,
    isBesideSdk: false,
    hosts: [
      {
        host: normalizeHost(host),
        subdomains: false,
        mode: 'enforce',
        keys: [key(leafPin, 'leaf'), key(testPin('backup'), 'backup')],
      },
    ],
  };
}

/** What `livepin generate` writes, as it stands. */
export const generatedTargets: readonly LabTarget[] = [
  {
    id: 'generated-curl',
    name: 'livepin generate --target curl',
    engine: 'OpenSSL',
    isRepresentative: false,
    known: pinned('A command line with --pinnedpubkey, which compares the key of the leaf before a request is sent.'),
    async prepare(world) {
      const found = findProgram('curl');
      if ('missing' in found) return found;
      const { files } = targets.find(({ id }) => id === 'curl')!.generate(planFor(world));
      const line = files[0]!.text.split('\n').find((text) => text.startsWith('curl ') && text.includes(world.host))!;
      return { command: ['/bin/sh', '-c', line], version: await versionOf(found.path, ['--version'], /^(curl \S+)/) };
    },
  },
];
