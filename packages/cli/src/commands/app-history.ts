import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { neededText } from '../sketch.ts';
import { columns, dateOf } from '../style.ts';

export const appHistory = defineCommand({
  name: 'history',
  summary: 'list what was published for an app: who, when, why, and what was allowed',
  arguments: { app: neededText('<app>', 'the app') },
  options: adminOptions,
  examples: ['livepin app history com.example.bank', 'livepin app history com.example.bank --json'],
  async run({ app, ...options }) {
    const admin = await adminAccess(options);
    const versions = await admin.listVersions({ app });
    return {
      json: { app, versions },
      lines: () =>
        columns(
          versions.map(({ epoch, version, kind, who, at, note, overrides }) => [
            `${epoch}.${version}`,
            dateOf(at),
            kind,
            who,
            overrides.length > 0 ? `allowed ${overrides.join(', ')}` : '',
            note ?? '',
          ]),
        ),
    };
  },
});
