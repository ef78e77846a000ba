import { defineCommand } from '../command.ts';
import { loadLab } from '../lab/load-lab.ts';
import { flag } from '../sketch.ts';

/** @see Liveness of the lab: what is said of who has a ledger */
const owners = {
  running: 'of a lab that is running, and puts it back itself',
  elsewhere: 'of a lab on another machine or in another container',
  gone: 'left behind',
} as const;

export const labRestore = defineCommand({
  name: 'restore',
  summary: 'put back what a lab left behind that was cut off by a power failure',
  details: `A lab puts back what it changes when it ends, and its watcher does so when it is killed. Only where both ended at once
(a power failure, say) is something left: the next lab puts it back when it starts, and this command does without one.`,
  options: {
    isList: flag('--list', 'only say what there is to put back'),
    givesUp: flag('--forget', 'forget what cannot be put back, such as the proxy of a device that is gone'),
  },
  examples: ['livepin lab restore', 'livepin lab restore --list'],
  negative: 'something could not be put back',
  async run({ isList, givesUp }) {
    const { listLeftovers, restoreLeftovers } = await loadLab();
    if (isList) {
      const leftovers = listLeftovers();
      return {
        json: { leftovers },
        lines: (style) =>
          leftovers.length === 0
            ? ['There is nothing to put back.']
            : leftovers.flatMap(({ ledger, owner, says }) => [
                `${says.length === 1 ? '1 change' : `${says.length} changes`} ${owners[owner]}`,
                ...says.map((each) => `  ${each}`),
                style.faint(`  ${ledger}`),
              ]),
      };
    }
    const { undone, failures } = await restoreLeftovers({ givesUp });
    const isForgotten = givesUp ? ', and forgotten' : '';
    return {
      json: { undone, failures },
      isNegative: failures.length > 0,
      lines: () =>
        undone.length + failures.length === 0
          ? ['There is nothing to put back.']
          : [
              ...undone.map((each) => `put back: ${each}`),
              ...failures.map((each) => `not put back${isForgotten}: ${each}`),
            ],
    };
  },
});
