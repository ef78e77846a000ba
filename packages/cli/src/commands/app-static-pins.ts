import type { StaticPins } from '@livepin/admin';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { neededText, text } from '../sketch.ts';
import { platforms } from '../static/static-pins-of.ts';
import { dateOf, type Style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const appStaticPins = defineCommand({
  name: 'static-pins',
  summary: 'show which static pins the released versions of an app have, or retire those of one',
  details: `livepin sync --app-version tells the service of them. While a version is not retired, a publication that would
leave its pins without a key is refused until it is allowed. A retired version stays in the list.`,
  arguments: { app: neededText('<app>', 'the app') },
  options: {
    retire: text('--retire <version>', 'nobody uses this version any more: its pins count no more'),
    platform: text('--platform <name>', 'retire it there only', { choices: platforms }),
    ...adminOptions,
  },
  examples: [
    'livepin app static-pins com.example.bank',
    'livepin app static-pins com.example.bank --retire 2.1.0 --platform android',
  ],
  async run({ app, retire, platform, ...options }) {
    if (retire === undefined && platform !== undefined) throw usage('--platform goes with --retire.');
    const admin = await adminAccess(options);
    if (retire !== undefined) {
      const retired = await admin.retireStaticPins({
        app,
        version: retire,
        ...(platform === undefined ? {} : { platform: platform as StaticPins['platform'] }),
      });
      return {
        json: { app, retired },
        lines: () => retired.map((one) => `retired ${one.appVersion} (${one.platform})`),
      };
    }
    const staticPins = await admin.listStaticPins({ app });
    return {
      json: { app, staticPins },
      lines: (style) =>
        staticPins.length > 0
          ? staticPins.flatMap((one) => linesOf(one, style))
          : ['No version is known to have static pins.'],
    };
  },
});

function linesOf({ appVersion, platform, hosts, recordedAt, retiredAt, who }: StaticPins, style: Style): string[] {
  const state = retiredAt === null ? '' : style.warning(`, retired ${dateOf(retiredAt)}`);
  return [
    `${style.strong(appVersion)} (${platform})${state}  ${style.faint(`told ${dateOf(recordedAt)} by ${who}`)}`,
    ...hosts.flatMap(({ host, subdomains, pins, expires }) => [
      `  ${host}${subdomains ? ' and below' : ''}, ${expires === null ? 'without an end' : `until ${dateOf(expires)}`}`,
      ...pins.map((pin) => `    ${pin}`),
    ]),
  ];
}
