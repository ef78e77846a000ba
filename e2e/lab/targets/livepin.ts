import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Found, findEngineFile } from '../../system.ts';
import type { LabTarget } from '../target.ts';
import { canary, channelHost } from '../world.ts';
import { pinned } from './known.ts';
import { openLivepinChannel } from './livepin-channel.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('programs/ask-livepin.ts', import.meta.url));

const stacks = {
  fetch: 'fetch',
  dispatcher: 'a dispatcher of undici',
  agent: 'an Agent of node:https',
  globally: 'installed globally',
} as const;

const nodes: readonly { readonly version: number; readonly found: Found }[] = [
  { version: 24, found: { path: process.execPath } },
  { version: 22, found: findEngineFile('node-22-linux-x64/bin/node') },
  { version: 26, found: findEngineFile('node-26-linux-x64/bin/node') },
];

// With nothing in its way but a network: connections are redirected, so that it is the app of docs/node.md in each detail,
// and gets its pins from a live service.
function livepinTarget(how: keyof typeof stacks, { version, found }: (typeof nodes)[number]): LabTarget {
  const isFirst = version === 24;
  return {
    id: isFirst ? `livepin-${how}` : `livepin-${how}-node-${version}`,
    name: `Livepin, ${stacks[how]}${isFirst ? '' : `, Node ${version}`}`,
    engine: 'Node',
    isRepresentative: isFirst && how === 'fetch',
    known: pinned(
      'It judges a path that passed RFC 5280 validation before a request is sent, resumed or not, and takes pins from their owner alone.',
    ),
    async prepare(world) {
      if ('missing' in found) return found;
      const { stdout } = await run(found.path, ['--version']);
      const channel = await openLivepinChannel(world);
      const { app, rootFile, seedFile, readyFile, changedFile } = channel;
      const source = `https://${channelHost}/v1/apps/${app}`;
      const documents = { rootFile, seedFile, readyFile, changedFile };
      const sketch = { app, source, ...documents, store: join(world.folder, 'store') };
      return {
        command: [found.path, program, how, world.url, canary, JSON.stringify(sketch)],
        version: `Node ${stdout.trim().slice(1)}`,
        mode: 'transparent',
        channel,
      };
    },
  };
}

export const livepinTargets: readonly LabTarget[] = nodes.flatMap((node) =>
  (Object.keys(stacks) as (keyof typeof stacks)[]).map((how) => livepinTarget(how, node)),
);
