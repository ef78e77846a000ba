import { adminAccess, adminOptions, judged } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { publicationBody, publicationOptions, resultOfPublication } from '../publication.ts';
import { neededText } from '../sketch.ts';

export const publish = defineCommand({
  name: 'publish',
  summary: "sign an app's draft and hand it to its apps",
  details:
    'The service first asks the live hosts and refuses what would lock apps out or unpin them, saying what to do.',
  arguments: { app: neededText('<app>', 'the app') },
  options: { ...publicationOptions, ...adminOptions },
  examples: [
    'livepin publish com.example.bank',
    'livepin publish com.example.bank --allow LP_PUBLISH_MODE_RAISED --note "no failures reported for 30 days"',
    'livepin publish com.example.bank --above 41 --note "restored from the backup of Sunday"',
  ],
  negative: 'the service refused; its findings say why.',
  async run({ app, allow, note, above, ...options }) {
    const admin = await adminAccess(options);
    return resultOfPublication(
      app,
      await judged(admin.publish({ app, body: publicationBody({ allow, note, above }) })),
    );
  },
});
