import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { blind, trusting, unproven } from './known.ts';
import { versionOf } from './version-of.ts';

const program = fileURLToPath(new URL('programs/ask-nginx.ts', import.meta.url));

function nginxTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  trustIn: (world: GenuineWorld) => Promise<string> | string,
): LabTarget {
  return {
    ...told,
    engine: 'OpenSSL',
    async prepare(world) {
      const found = findProgram('nginx');
      if ('missing' in found) return found;
      const version = await versionOf(found.path, ['-v'], /(nginx\/\S+)/);
      const command = [process.execPath, program, found.path, await trustIn(world), world.url, canary] as const;
      return { command, version: version.replace('/', ' ') };
    },
  };
}

export const nginxTargets: readonly LabTarget[] = [
  nginxTarget(
    {
      id: 'nginx',
      name: 'nginx, proxy_pass https://',
      isRepresentative: false,
      known: blind('stays', 'proxy_ssl_verify is off by default.'),
    },
    () => 'none',
  ),
  nginxTarget(
    {
      id: 'nginx-verify',
      name: "nginx, proxy_ssl_verify with the system's CAs",
      isRepresentative: false,
      known: trusting('stays', 'It has no pin; proxy_ssl_trusted_certificate names the whole trust store.'),
    },
    () => 'environment',
  ),
  nginxTarget(
    {
      id: 'nginx-own-ca',
      name: 'nginx, proxy_ssl_verify with one CA of its own',
      isRepresentative: true,
      scenariosInTests: ['user-ca', 'public-ca', 'untrusted-ca'],
      known: unproven('It trusts one CA from a file of its own, and refuses the lab as it refuses anybody.'),
    },
    async ({ folder, anchors }) => {
      const file = join(folder, 'own-ca.pem');
      await writeFile(file, anchors, { mode: 0o644 });
      return file;
    },
  ),
];
