import { join } from 'node:path';
import { findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { blind, leaking, pinned, trusting } from './known.ts';
import { versionOf } from './version-of.ts';

function wgetTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  flags: (world: GenuineWorld) => readonly string[],
): LabTarget {
  return {
    ...told,
    engine: 'GnuTLS',
    async prepare(world) {
      const found = findProgram('wget');
      if ('missing' in found) return found;
      const common = [
        '--quiet',
        '--tries=1',
        '--timeout=20',
        '--output-document=/dev/null',
        `--hsts-file=${join(world.folder, 'hsts')}`,
        `--header=Authorization: Bearer ${canary}`,
      ];
      const version = await versionOf(found.path, ['--version'], /^GNU (Wget \S+)/);
      return { command: [found.path, ...common, ...flags(world), world.url], version };
    },
  };
}

const pin = ({ leafPin }: GenuineWorld) => `--pinnedpubkey=sha256//${leafPin}`;

export const wgetTargets: readonly LabTarget[] = [
  wgetTarget(
    {
      id: 'wget',
      name: 'wget',
      isRepresentative: true,
      known: trusting(
        'stays',
        'It has no pin, and follows redirects, but knows from HSTS that its host is to be asked with TLS alone.',
      ),
    },
    () => [],
  ),
  wgetTarget(
    {
      id: 'wget-pinned',
      name: 'wget --pinnedpubkey',
      isRepresentative: false,
      known: pinned(
        'It compares the key of the leaf, and knows from HSTS that its host is to be asked with TLS alone.',
      ),
    },
    (world) => [pin(world)],
  ),
  wgetTarget(
    {
      id: 'wget-pinned-no-hsts',
      name: 'wget --pinnedpubkey --no-hsts',
      isRepresentative: false,
      known: leaking(['redirect-to-http'], 'It compares the key of the leaf, and follows redirects to http://.'),
    },
    (world) => [pin(world), '--no-hsts'],
  ),
  wgetTarget(
    {
      id: 'wget-pinned-no-redirect',
      name: 'wget --pinnedpubkey --max-redirect=0',
      isRepresentative: false,
      known: pinned('It compares the key of the leaf, and follows no redirect.'),
    },
    (world) => [pin(world), '--max-redirect=0'],
  ),
  wgetTarget(
    {
      id: 'wget-insecure',
      name: 'wget --no-check-certificate',
      isRepresentative: false,
      known: blind('stays', 'Checks of certificates are switched off; HSTS is not.'),
    },
    () => ['--no-check-certificate'],
  ),
];
