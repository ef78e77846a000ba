import { adminAccess, adminOptions, judged } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { publicationBody, publicationOptions, resultOfPublication } from '../publication.ts';
import { neededNumber, neededText } from '../sketch.ts';

export const appRollForward = defineCommand({
  name: 'roll-forward',
  summary: 'publish the content of an earlier version under a new one',
  details:
    'Apps never go back to an older version, so an earlier content comes as a newer one. It is checked as any other.',
  arguments: {
    app: neededText('<app>', 'the app'),
    version: neededNumber('<version>', 'the version whose content is wanted; livepin app history lists them', [
      1,
      Number.MAX_SAFE_INTEGER,
    ]),
  },
  options: { ...publicationOptions, ...adminOptions },
  examples: ['livepin app roll-forward com.example.bank 3 --note "the new CA is not ready"'],
  negative: 'the service refused; its findings say why.',
  async run({ app, version, allow, note, above, ...options }) {
    const admin = await adminAccess(options);
    const body = { version, ...publicationBody({ allow, note, above }) };
    return resultOfPublication(app, await judged(admin.rollForward({ app, body })));
  },
});
