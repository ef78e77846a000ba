import { join } from 'node:path';
import { endAfter } from '@livepin/formats';
import { adminAccess, adminIfToken, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { caOption, connectOption, proxyOption } from '../endpoint-options.ts';
import { rewriteFile } from '../files.ts';
import { clock } from '../parse-time.ts';
import { refuseLinksOut } from '../project/links-out.ts';
import { readProject } from '../project/read-project.ts';
import { fetchPublished } from '../proven-delivery.ts';
import { flag, neededText, text, textOr, texts } from '../sketch.ts';
import { findEmbedded, refuseRollback, renewalsOf } from '../static/embedded.ts';
import { readKeys } from '../static/plan-of-files.ts';
import { staticFileOf } from '../static/static-file.ts';
import { type Platform, platforms, staticPinsOf } from '../static/static-pins-of.ts';
import { syncProject } from '../static/sync-project.ts';
import { changed, checked, done, type Report } from '../static/sync-report.ts';
import { readRoots } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

export const sync = defineCommand({
  name: 'sync',
  summary: "bring a project's static pins, trust root and seed in step with the service",
  details: `Finds the configs of a project and gives the hosts that the app publishes the pins that it publishes, in place: pins
and dates change, and nothing else. Dates change with the pins, or in their last month. Hosts that are not published are named
and left. The servers are asked which pin is which key where a file must change. A trust root and a seed that livepin init
wrote are renewed, wherever they lie; beside them, pins of CAs stay. With --app-version the service is told what this version
ships, so that no publication cuts it off unasked.`,
  arguments: { folder: text('[folder]', 'the project; otherwise the folder here') },
  options: {
    app: neededText('--app <id>', 'the app', { environment: 'LIVEPIN_APP' }),
    isCheck: flag('--check', 'change nothing, and print what would change as a difference'),
    appVersion: text('--app-version <version>', 'tell the service that this version ships these pins'),
    platform: textOr('--platform <name>', 'where what this version ships holds', 'all', { choices: platforms }),
    from: texts('--from <file>', 'certificates that the servers show: nobody is asked'),
    root: texts('--root <file>', 'a trust root that is known to be right; what is fetched must follow it'),
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
    ...adminOptions,
  },
  examples: [
    'livepin sync --app com.example.bank',
    'livepin sync mobile --app com.example.bank --check --service https://pins.example.com',
    'livepin sync --app com.example.bank --app-version 2.1.0 --platform android',
  ],
  negative: 'with --check, a build would ship pins out of step; otherwise, some could not be brought in step.',
  async run(
    { folder = '.', app, isCheck, appVersion, platform, from, root, service, tokenFile, ...endpoint },
    console,
  ) {
    if (isCheck && appVersion !== undefined)
      throw usage('--check changes nothing, nor at the service: tell it of a version without --check.');
    const now = clock();
    const { files: found, faults, base } = await readProject([folder], false);
    const files = found.map(({ path, bytes }) => staticFileOf(path, bytes)).filter(({ read }) => read.length > 0);
    const embedded = await findEmbedded(base, app);
    const isBesideSdk = embedded.seeds.length + embedded.roots.length > 0;
    // A check in the wrong folder must not pass.
    if (isCheck && files.length === 0 && !isBesideSdk)
      throw usage(`Nothing in ${folder} holds static pins, a trust root or a seed, so there is nothing to check.`);
    const known = root.length > 0 ? await readRoots(root) : embedded.roots.map((one) => one.root.jws.bytes);
    const { bundle, root: newest, chain } = await fetchPublished(service, app, known, now);
    refuseRollback(embedded, bundle);
    if (known.length === 0)
      console.note(`unproven: no trust root is in ${folder}, and no --root was given: ${chain} is taken as it came.`);
    const keys = from.length > 0 ? await readKeys(from) : null;
    const admin =
      appVersion === undefined ? await adminIfToken({ service, tokenFile }) : await adminAccess({ service, tokenFile });
    const end = endAfter(now);
    const synced = await syncProject({ files, bundle, isBesideSdk, keys, admin, endpoint, now, end });
    const renewals = renewalsOf(embedded, { root: newest, bundle }, now);
    const report: Report = {
      app,
      base,
      synced,
      renewals,
      faults,
      published: bundle.domains.map(({ host }) => host),
      recorded: null,
    };
    if (isCheck) return checked(report, console);
    const shipped = synced.files.map(({ file, bytes }) => staticFileOf(file.path, bytes));
    const body = appVersion === undefined ? null : staticPinsOf(shipped, appVersion, platform as Platform);
    if (body?.hosts.length === 0)
      throw usage(`Nothing in ${folder} pins anything there, so there is nothing to tell of version ${appVersion}.`);
    await refuseLinksOut(base, [...changed(synced).map(({ file }) => file.path), ...renewals.map(({ path }) => path)]);
    for (const { file, bytes } of changed(synced)) await rewriteFile(join(base, file.path), bytes);
    for (const { path, bytes } of renewals) await rewriteFile(join(base, path), bytes);
    const recorded = body && admin ? await admin.recordStaticPins({ app, body }) : null;
    return done({ ...report, recorded }, console);
  },
});
