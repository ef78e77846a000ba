import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findPythonWith } from '../../python.ts';
import type { LabTarget } from '../target.ts';
import { canary, leaf } from '../world.ts';
import { blind, pinned, trusting } from './known.ts';

const script = fileURLToPath(new URL('programs/ask.py', import.meta.url));
const requirements = ['requests==2.34.2', 'requests-toolbelt==1.0.0', 'urllib3==2.8.0'];
/** What Python's libraries call a fingerprint: of the whole leaf certificate. */
const fingerprint = createHash('sha256').update(leaf.der).digest('hex');

function pythonTarget(told: Omit<LabTarget, 'engine' | 'prepare'>, how: string): LabTarget {
  return {
    ...told,
    engine: 'OpenSSL',
    async prepare({ url }) {
      const python = await findPythonWith('python3', requirements);
      if ('missing' in python) return python;
      const version = requirements.find((one) => one.startsWith(how.split('-')[0]!))!.replace('==', ' ');
      return { command: [python.path, script, how, url, canary, fingerprint], version };
    },
  };
}

export const pythonTargets: readonly LabTarget[] = [
  pythonTarget(
    {
      id: 'requests',
      name: 'Python requests',
      isRepresentative: false,
      known: trusting('follows', 'It has no pin, and follows redirects.'),
    },
    'requests',
  ),
  pythonTarget(
    {
      id: 'requests-insecure',
      name: 'Python requests, verify=False',
      isRepresentative: false,
      known: blind('follows', 'Checks of certificates are switched off.'),
    },
    'requests-insecure',
  ),
  pythonTarget(
    {
      id: 'requests-fingerprint',
      name: "Python requests, requests-toolbelt's FingerprintAdapter",
      isRepresentative: false,
      known: trusting(
        'follows',
        'The adapter gives the fingerprint to the pool for direct connections, and not to the one for connections through a proxy.',
      ),
    },
    'requests-fingerprint',
  ),
  pythonTarget(
    {
      id: 'urllib3',
      name: 'Python urllib3',
      isRepresentative: false,
      known: trusting('stays', 'It has no pin; redirects are switched off in this target.'),
    },
    'urllib3',
  ),
  pythonTarget(
    {
      id: 'urllib3-fingerprint',
      name: 'Python urllib3, assert_fingerprint',
      isRepresentative: false,
      known: pinned('It compares the whole leaf after the handshake, before it sends a request.'),
    },
    'urllib3-fingerprint',
  ),
];
