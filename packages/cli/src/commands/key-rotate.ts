import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { flag } from '../sketch.ts';

export const keyRotate = defineCommand({
  name: 'rotate',
  summary: 'exchange the pin key of a service with a development trust root',
  details: `The service makes a new key and a trust root that lists it, and signs every bundle anew; apps follow without an
update. Where the root keys are offline: livepin key add, livepin root next, livepin root sign, livepin root publish.`,
  options: {
    isStolen: flag(
      '--stolen',
      'the old key is in the wrong hands: raise the epoch, so that nothing the thief published stands in the way',
    ),
    ...adminOptions,
  },
  examples: ['livepin key rotate', 'livepin key rotate --stolen'],
  async run({ isStolen, ...options }) {
    const admin = await adminAccess(options);
    const { document: _document, ...root } = await admin.rotatePinKey({ body: { stolen: isStolen } });
    return {
      json: root,
      lines: (style) => [
        `${style.good('rotated')}  trust root ${root.version}, epoch ${root.epoch}`,
        ...root.pinKeys.kids.map((kid) => `  pin key ${kid}`),
        'Bundles are signed anew under it.',
      ],
    };
  },
});
