import { fileURLToPath } from 'node:url';
import { findProgram } from '../../system.ts';
import type { LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { leaking } from './known.ts';
import { versionOf } from './version-of.ts';

const program = fileURLToPath(new URL('programs/ask-early-data.ts', import.meta.url));

export const opensslTargets: readonly LabTarget[] = [
  {
    id: 'openssl-early-data',
    name: 'openssl s_client -early_data, the pin looked at after the handshake',
    engine: 'OpenSSL',
    isRepresentative: false,
    known: leaking(
      ['early-data'],
      'It keeps the ticket of a handshake that it refused, and sends its next request with it.',
    ),
    async prepare({ url, leafPin }) {
      const found = findProgram('openssl');
      if ('missing' in found) return found;
      const version = await versionOf(found.path, ['version'], /^(OpenSSL \S+)/);
      return { command: [process.execPath, program, found.path, url, canary, leafPin], version };
    },
  },
];
