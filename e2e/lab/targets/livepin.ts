import { fileURLToPath } from 'node:url';
import type { LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { pinned } from './known.ts';

const program = fileURLToPath(new URL('programs/ask-livepin.ts', import.meta.url));

function livepinTarget(how: string, name: string, isRepresentative: boolean): LabTarget {
  return {
    id: `livepin-${how}`,
    name: `Livepin, ${name}`,
    engine: 'Node',
    isRepresentative,
    known: pinned('It judges a path that passed RFC 5280 validation before a request is sent, resumed or not.'),
    prepare: async ({ url, leafPin, issuerPin }) => ({
      command: [process.execPath, program, how, url, canary, leafPin, issuerPin],
      version: `Node ${process.versions.node}`,
    }),
  };
}

export const livepinTargets: readonly LabTarget[] = [
  livepinTarget('fetch', 'fetch', true),
  livepinTarget('dispatcher', 'a dispatcher of undici', false),
  livepinTarget('agent', 'an Agent of node:https', false),
  livepinTarget('globally', 'installed globally', false),
];
