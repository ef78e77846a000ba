import { normalizeHost } from '@livepin/core';
import {
  targets as allTargets,
  checkPlan,
  endAfter,
  type KeyChoice,
  keyChoices,
  limitsOf,
  type PinPlan,
} from '@livepin/formats';
import { parseTarget } from '@livepin/tls/probe';
import { adminIfToken, adminOptions } from '../admin-access.ts';
import { defineCommand, type Result } from '../command.ts';
import { caOption, connectOption, type EndpointOptions, probeOptionsOf, proxyOption } from '../endpoint-options.ts';
import { clock } from '../parse-time.ts';
import { fetchPublished, unproven } from '../proven-delivery.ts';
import { flag, negatedFlag, text, texts } from '../sketch.ts';
import { nobodyAsked } from '../static/ask-hosts.ts';
import { type Backup, backupOption, newBackup, readBackups, whereToKeep, withBackups } from '../static/backups.ts';
import { expiresOption, secondsOf } from '../static/expiry.ts';
import { findTargets } from '../static/find-targets.ts';
import { type Outcome, resultOf, tellOf } from '../static/generated-result.ts';
import { placeFiles, refuseToReplace, writeFiles } from '../static/place-files.ts';
import { askAsService, planOfApp } from '../static/plan-of-app.ts';
import { planOfFiles, readKeys } from '../static/plan-of-files.ts';
import { planOfServers } from '../static/plan-of-servers.ts';
import type { PlanSource, PlanWishes } from '../static/plan-source.ts';
import { sharedEnd } from '../static/shared-end.ts';
import { columns } from '../style.ts';
import { readRoots } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

export const generate = defineCommand({
  name: 'generate',
  summary: 'write static pins for a platform or library, from servers, files or the service',
  details: `Without a service: of each host the server's own key is pinned, since CAs change theirs without asking, and a backup
that no server has. With --app: what is published. One form goes to standard output, or several into a folder, each where its
platform looks for it; what a form cannot carry, and what is to be done besides, is said on standard error. The pins end in 180
days unless --expires says otherwise: an app that is never updated then loses its pins, and not its servers.`,
  arguments: { targets: texts('[form...]', 'the forms to write, by their ids; --list prints them') },
  options: {
    list: flag('--list', 'print the forms, and what each of them cannot carry'),
    hosts: texts('--host <host,host>', 'ask these servers, HOST or HOST:PORT, and pin what they show'),
    app: text('--app <id>', 'pin what is published for this app; its hosts are asked which pin is which key'),
    from: texts(
      '--from <file>',
      'pin the certificates or keys in this file, or the static pins; with --app: what its servers show',
    ),
    names: text('--name <host,host>', 'the hosts that the certificates or keys of --from are for'),
    pin: text('--pin <part>', "which keys of a chain; otherwise the server's own, or beside an SDK the roots", {
      choices: keyChoices,
    }),
    backup: backupOption,
    newBackup: text(
      '--new-backup <file>',
      'make a backup key in this file, encrypted by LIVEPIN_PASSPHRASE or what is typed, and pin it',
    ),
    withoutBackup: negatedFlag('--no-backup', 'go on with keys that are all in use; the risk is printed'),
    subdomains: flag('--subdomains', 'pin every name below the hosts too'),
    isReportOnly: flag('--report', 'only report mismatches, where the form can'),
    expires: expiresOption,
    isBesideSdk: flag('--with-sdk', 'for an app with the Livepin SDK: only what cannot stand in its way'),
    out: text('--out <path>', 'the file, or the folder for several; otherwise standard output'),
    force: flag('--force', 'replace files that are there'),
    root: texts('--root <file>', 'a trust root that is known to be right; what is fetched must follow it'),
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
    ...adminOptions,
  },
  examples: [
    'livepin generate --list',
    'livepin generate android-nsc ats --host api.example.com --new-backup backup.pem --out .',
    'livepin generate okhttp-kotlin --app com.example.bank --service https://pins.example.com',
    'livepin generate curl --from api.crt --name api.example.com --backup backup.csr --expires 90',
    'livepin generate android-nsc --host api.example.com --with-sdk --backup other-ca.pem --out app.xml',
  ],
  async run(given, console) {
    if (given.list) return listOfTargets();
    const targets = findTargets(given.targets);
    if (targets.length === 0) throw usage('Name the forms to write: livepin generate --list shows them.');
    if (given.withoutBackup && given.newBackup !== undefined)
      throw usage('Give --new-backup or --no-backup, not both.');
    const now = clock();
    const wishes: PlanWishes = { ...given, choice: given.pin as KeyChoice | undefined };
    const source = await sourceOf(given, wishes, now);
    const made = given.newBackup === undefined ? null : await newBackup(given.newBackup);
    const plan = planOf(source, [...(await readBackups(given.backup)), ...(made ? [made] : [])], given, now);
    const isShared = given.expires === undefined && plan.expires === source.expires;
    const dated = isShared ? sharedEnd(source) : [];
    const remarks = [...source.remarks, ...dated, ...checkPlan(plan, given.withoutBackup, source.revoked)];
    const generated = targets.map((target) => ({ target, generated: target.generate(plan) }));
    const { out, force } = given;
    const files = out === undefined ? null : await placeFiles(generated, out);
    if (files && !force) await refuseToReplace(files);
    const [first] = generated.flatMap((one) => one.generated.files);
    const count = generated.reduce((sum, one) => sum + one.generated.files.length, 0);
    if (!files && count !== 1 && !console.isJson) throw usage(`These are ${count} files: name a folder with --out.`);
    await made?.keep();
    const outcome: Outcome = {
      plan,
      made: generated,
      written: files,
      remarks,
      backup: made && { file: made.file, pin: made.pin },
    };
    if (files) await writeFiles(files, force);
    else if (!console.isJson) console.document(first!.text);
    tellOf(outcome, console);
    if (made && !console.isJson) console.note(`then: ${made.file} is the backup. ${whereToKeep}`);
    return files || console.isJson ? resultOf(outcome) : null;
  },
});

interface SourceOptions extends EndpointOptions {
  readonly hosts: readonly string[];
  readonly app: string | undefined;
  readonly from: readonly string[];
  readonly names: string | undefined;
  readonly service: string;
  readonly tokenFile: string | undefined;
  readonly root: readonly string[];
}

async function sourceOf(given: SourceOptions, wishes: PlanWishes, now: number): Promise<PlanSource> {
  const { hosts, app, from, names } = given;
  const isFromHosts = hosts.length > 0;
  if (isFromHosts && (app !== undefined || from.length > 0)) throw usage('Give --host, --app or --from, not several.');
  if (names !== undefined && (app !== undefined || from.length === 0))
    throw usage('--name goes with --from: it says which hosts the certificates or keys are for.');
  if (isFromHosts) {
    const targets = hosts.flatMap((list) => list.split(',')).map((host) => parseTarget(host.trim()));
    const servers = targets.map(async (target) => ({ target, options: await probeOptionsOf(target, given) }));
    return planOfServers(await Promise.all(servers), wishes);
  }
  if (app !== undefined) return sourceOfApp(app, given, wishes, now);
  if (from.length === 0) throw usage('Say what is to be pinned: --host HOST, --app APP or --from FILE.');
  const list = names === undefined ? [] : names.split(',').map((name) => normalizeHost(name.trim(), '--name'));
  return planOfFiles(from, list, wishes);
}

async function sourceOfApp(
  app: string,
  { from, root, service, tokenFile, ...endpoint }: SourceOptions,
  wishes: PlanWishes,
  now: number,
): Promise<PlanSource> {
  if (wishes.subdomains || wishes.isReportOnly || (wishes.choice !== undefined && !wishes.isBesideSdk))
    throw usage('With --app the app says what is pinned, and how: leave --subdomains, --report and --pin out.');
  const { bundle, chain } = await fetchPublished(service, app, await readRoots(root), now);
  const keys = from.length > 0 ? await readKeys(from) : null;
  const hosts = bundle.domains.map(({ host }) => host);
  const ask = async () => askAsService(hosts, await adminIfToken({ service, tokenFile }), app, endpoint);
  const source = planOfApp(bundle, keys, keys ? nobodyAsked : await ask(), wishes);
  if (root.length > 0) return source;
  return { ...source, remarks: [{ rule: 'unproven', sentence: unproven(chain) }, ...source.remarks] };
}

interface PlanOptions {
  readonly expires: Parameters<typeof secondsOf>[0] | undefined;
  readonly isBesideSdk: boolean;
}

function planOf(
  source: PlanSource,
  backups: readonly Backup[],
  { expires, isBesideSdk }: PlanOptions,
  now: number,
): PinPlan {
  const ahead = source.expires !== null && source.expires > now ? source.expires : null;
  const end = expires === undefined ? (ahead ?? endAfter(now)) : secondsOf(expires, now);
  const hosts = withBackups(source.hosts, backups, ({ host }) => source.inUse.get(host) ?? [], isBesideSdk);
  return { hosts, madeAt: now, expires: end, isBesideSdk };
}

function listOfTargets(): Result {
  const rows = allTargets.map((target) => ({
    id: target.id,
    title: target.title,
    cannotCarry: limitsOf(target),
    isRead: target.reader !== undefined,
    isRewritten: target.rewriter !== undefined,
  }));
  return {
    json: { targets: rows },
    lines: (style) => [
      ...columns(
        rows.map(({ id, title, cannotCarry, isRead, isRewritten }) => [
          style.strong(id),
          title,
          [isRead ? 'import' : '', isRewritten ? 'sync' : ''].filter((word) => word !== '').join(', '),
          style.faint(cannotCarry.join('; ')),
        ]),
      ),
      '',
      'The third column: what reads it back, and gives it new pins in place. The last: what it cannot carry.',
    ],
  };
}
