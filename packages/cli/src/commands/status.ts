import type { App, Status } from '@livepin/admin';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { columns, dateOf, type Style } from '../style.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'show how the service, its trust roots, keys and apps stand',
  options: adminOptions,
  examples: ['livepin status', 'livepin status --service https://pins.example.com --json'],
  async run(options) {
    const admin = await adminAccess(options);
    const found = await admin.getStatus();
    return { json: found, lines: (style) => linesOf(options.service, found, style) };
  },
});

function linesOf(service: string, found: Status, style: Style): string[] {
  const { root, epoch, chain, rootExp, pinKeys, apps, warnings, startedAt } = found;
  return [
    `${style.strong(service)}, running since ${dateOf(startedAt)}`,
    ...(root === null
      ? ['no trust root yet']
      : [`trust root ${root}, epoch ${epoch}, until ${rootExp === null ? '?' : dateOf(rootExp)}`, `chain ${chain}`]),
    ...columns(pinKeys.map(({ kid, alg, state }) => [`pin key ${kid}`, alg, state])),
    ...(apps.length > 0 ? ['', ...linesOfApps(apps)] : ['no apps yet']),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => style.warning(`! ${warning}`))] : []),
  ];
}

/** One line an app: what is published, and whether the draft says something else. */
export function linesOfApps(apps: readonly App[]): string[] {
  return columns(
    apps.map(({ app, name, published, hasUnpublishedChanges, staticVersions }) => [
      app,
      published
        ? `version ${published.version} of epoch ${published.epoch}, ${published.hosts} ${published.hosts === 1 ? 'host' : 'hosts'}, until ${dateOf(published.exp)}`
        : 'nothing published',
      hasUnpublishedChanges ? 'draft differs' : '',
      staticVersions > 0 ? `static pins in ${staticVersions} ${staticVersions === 1 ? 'version' : 'versions'}` : '',
      name === app ? '' : name,
    ]),
  );
}
