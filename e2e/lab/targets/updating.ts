import { fileURLToPath } from 'node:url';
import type { LabTarget, PinChannel } from '../target.ts';
import { canary, channelHost, formerPin } from '../world.ts';

// Apps with a source of pins of their own making: a list in JSON, without a signature.

const program = fileURLToPath(new URL('programs/ask-with-updates.ts', import.meta.url));
const listOf = (...pins: readonly string[]) => Buffer.from(JSON.stringify({ pins }));

function channelOf(pin: string): PinChannel {
  return {
    answer: (asked, response) => {
      asked.resume();
      response.setHeader('content-type', 'application/json');
      response.end(listOf(pin));
    },
    isNamed: true,
    replayed: listOf(formerPin),
    foreign: listOf(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function updatingTarget(how: 'open' | 'strict', name: string, known: LabTarget['known']): LabTarget {
  return {
    id: `node-updates-${how}`,
    name,
    engine: 'Node',
    isRepresentative: false,
    known,
    prepare: async ({ url, leafPin }) => ({
      command: [process.execPath, program, how, url, canary, `https://${channelHost}/pins.json`],
      version: `Node ${process.versions.node}`,
      channel: channelOf(leafPin),
    }),
  };
}

export const updatingTargets: readonly LabTarget[] = [
  updatingTarget('open', 'node:https, pins from a list without a signature; without a list, none', {
    verdict: 'pinned-but-leaking',
    read: ['channel-blocked', 'channel-delayed', 'channel-garbage', 'channel-foreign'],
    broken: ['channel-replayed'],
    why: 'It takes "no list" and "an empty list" for "no pins", and an old list for the newest.',
  }),
  updatingTarget('strict', 'node:https, pins from a list without a signature; without a list, no request', {
    verdict: 'pinned-but-fragile',
    read: [],
    broken: ['channel-blocked', 'channel-replayed', 'channel-delayed', 'channel-garbage', 'channel-foreign'],
    why: 'It sends nothing without a list that it understands, and takes an old list for the newest.',
  }),
];
