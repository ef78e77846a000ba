import { fileURLToPath } from 'node:url';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary, otherHost } from '../world.ts';
import { blind, leaking, pinned, trusting } from './known.ts';

const program = fileURLToPath(new URL('programs/ask.ts', import.meta.url));

function nodeTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  how: string,
  pinOf: (world: GenuineWorld) => string = ({ leafPin }) => leafPin,
): LabTarget {
  return {
    ...told,
    engine: 'Node',
    prepare: async (world) => ({
      command: [process.execPath, program, how, world.url, canary, pinOf(world), otherHost],
      version: `Node ${process.versions.node}`,
    }),
  };
}

export const nodeTargets: readonly LabTarget[] = [
  nodeTarget(
    {
      id: 'node-https',
      name: 'node:https',
      isRepresentative: false,
      known: trusting('stays', 'It has no pin, and follows no redirect.'),
    },
    'https',
  ),
  nodeTarget(
    {
      id: 'node-https-insecure',
      name: 'node:https, rejectUnauthorized: false',
      isRepresentative: false,
      known: blind('stays', 'Checks of certificates are switched off.'),
    },
    'https-insecure',
  ),
  nodeTarget(
    {
      id: 'node-https-pinned',
      name: 'node:https, the key of the leaf in checkServerIdentity',
      isRepresentative: false,
      known: pinned('It is asked at the end of each full handshake, before a request is sent.'),
    },
    'https-pinned',
  ),
  nodeTarget(
    {
      id: 'node-https-without-names',
      name: 'node:https, the key of a CA in checkServerIdentity, in place of the names',
      isRepresentative: false,
      known: leaking(
        ['connect-to-other-host'],
        'Two hosts have certificates of the pinned CA, and no name is compared.',
      ),
    },
    'https-without-names',
    ({ issuerPin }) => issuerPin,
  ),
  nodeTarget(
    {
      id: 'node-fetch',
      name: "Node's fetch",
      isRepresentative: false,
      known: trusting('follows', 'It has no pin, and follows redirects to http:// too.'),
    },
    'fetch',
  ),
  nodeTarget(
    {
      id: 'undici',
      name: 'undici',
      isRepresentative: false,
      known: trusting('stays', 'It has no pin, and follows no redirect by itself.'),
    },
    'undici',
  ),
  nodeTarget(
    {
      id: 'undici-pinned',
      name: 'undici, the key of the leaf in checkServerIdentity',
      isRepresentative: false,
      known: pinned('It is asked at the end of each full handshake, before a request is sent.'),
    },
    'undici-pinned',
  ),
  nodeTarget(
    {
      id: 'node-coalescing',
      name: 'node:http2, one connection for all names of its certificate',
      isRepresentative: false,
      known: leaking(['coalescing'], "It sends the pinned host's requests on another host's connection."),
    },
    'coalescing',
  ),
  nodeTarget(
    {
      id: 'node-kept-session',
      name: 'node:tls, the session of a refused handshake is resumed',
      isRepresentative: true,
      known: leaking(
        ['session-resumption', 'shared-session-cache'],
        'It keeps the session that a refused handshake of TLS 1.2 gave it; of a resumed one Node does not ask checkServerIdentity.',
      ),
    },
    'kept-session',
  ),
  nodeTarget(
    {
      id: 'node-shared-agent',
      name: 'node:https, an unpinned client and one with checkServerIdentity share an Agent',
      isRepresentative: false,
      known: trusting(
        'stays',
        'The first has no pin; for a request with a checkServerIdentity of its own this version of Node resumes no session of the Agent.',
      ),
    },
    'shared-agent',
  ),
];
