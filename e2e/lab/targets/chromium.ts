import { fileURLToPath } from 'node:url';
import { findProgram } from '../../system.ts';
import type { LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { blind, trusting } from './known.ts';
import { versionOf } from './version-of.ts';

const program = fileURLToPath(new URL('programs/ask-chromium.ts', import.meta.url));

function chromiumTarget(told: Omit<LabTarget, 'engine' | 'prepare'>, ...flags: readonly string[]): LabTarget {
  return {
    ...told,
    engine: 'BoringSSL',
    async prepare({ url }) {
      const [chromium, certutil] = [findProgram('chromium'), findProgram('certutil')];
      if ('missing' in chromium) return chromium;
      if ('missing' in certutil) return certutil;
      const version = await versionOf(chromium.path, ['--version'], /(Chromium \S+)/);
      const page = `${url}?canary=${canary}`;
      return { command: [process.execPath, program, chromium.path, certutil.path, page, ...flags], version };
    },
  };
}

export const chromiumTargets: readonly LabTarget[] = [
  chromiumTarget({
    id: 'chromium',
    name: 'Chromium',
    isRepresentative: true,
    scenariosInTests: ['user-ca', 'untrusted-ca'],
    known: {
      ...trusting(
        'follows',
        'Built-in pins give way to CAs that were installed on the machine, and a page may go to http://.',
      ),
      readWhereRun: ['coalescing'],
    },
  }),
  chromiumTarget(
    {
      id: 'chromium-insecure',
      name: 'Chromium --ignore-certificate-errors',
      isRepresentative: false,
      known: { ...blind('follows', 'Checks of certificates are switched off.'), readWhereRun: ['coalescing'] },
    },
    '--ignore-certificate-errors',
  ),
];
