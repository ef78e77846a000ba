import { X509Certificate } from 'node:crypto';
import { type Bundle, LivepinError, normalizeHost, parseBundle } from '@livepin/core';
import type { Canary, ExpectedHost, LabOptions } from '@livepin/lab';
import { readPrivateKey } from '@livepin/pki';
import { anchorsFromPem, Certificate } from '@livepin/tls';
import manifest from '../../package.json' with { type: 'json' };
import { nameOf, readInput } from '../files.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { readProject } from '../project/read-project.ts';
import { staticFileOf, withoutPins } from '../static/static-file.ts';
import { usage } from '../usage-error.ts';
import type { AttackValues } from './attack-options.ts';
import { listed, notEmpty } from './listed.ts';
import type { LabModule } from './load-lab.ts';

/** Options as the lab takes them. */
export type Attack = Omit<LabOptions, 'jobs' | 'timeoutMilliseconds' | 'mode' | 'onEvent' | 'signal'>;

/**
 * Reads what the options name.
 * @throws {LivepinError} LP_USAGE, LP_FILE_UNREADABLE, LP_LAB_CANARY, LP_CONFIG_WITHOUT_PINS and what the files are refused with
 */
export async function readAttack(values: AttackValues, lab: LabModule): Promise<Attack> {
  const { ca, replay, foreign, out, unredacted } = values;
  notEmpty('--build', values.build);
  if ((values.genuineChain === undefined) !== (values.genuineKey === undefined))
    throw usage('--genuine-chain and --genuine-key go together: one is nothing without the other.');
  const rules = values.resolve.map((rule) => ruleOf(rule, lab));
  return {
    livepin: manifest.version,
    scenarios: listed('--scenario', values.scenario),
    disclosure: unredacted ? 'unredacted' : 'redacted',
    channels: listed('--channel', values.channel).map((host) => normalizeHost(host, '--channel')),
    expected: await expectedHosts(values),
    canaries: await canariesOf(values, lab),
    resolve: (host, port) => lab.resolveBy(rules, host, port),
    channelDocuments: {
      replayed: replay === undefined ? null : await readInput(replay),
      foreign: foreign === undefined ? null : await readInput(foreign),
    },
    ...(values.tries === undefined ? {} : { tries: values.tries }),
    ...(ca === undefined ? {} : { ca: await anchorsText(ca) }),
    ...(out === undefined ? {} : { reportFolder: out }),
    ...(await testerOf(values)),
  };
}

function ruleOf(rule: string, { placeOf }: LabModule) {
  const [from, to, ...more] = rule.split('=');
  if (!from || !to || more.length > 0)
    throw usage(`--resolve ${JSON.stringify(rule)} is no rule: write HOST[:PORT]=ADDRESS[:PORT].`);
  const where = `--resolve ${JSON.stringify(rule)}`;
  return { from: placeOf(from, where), to: placeOf(to, where) };
}

async function anchorsText(path: string): Promise<string> {
  const text = Buffer.from(await readInput(path)).toString('latin1');
  anchorsFromPem([text], `The CAs in ${nameOf(path)}`);
  return text;
}

async function canariesOf({ canary, canaries }: AttackValues, lab: LabModule): Promise<Canary[]> {
  const given = canary.map((pair) => lab.parseCanary(pair, 'A canary of --canary'));
  if (canaries === undefined) return given;
  return [...given, ...lab.parseCanaries(Buffer.from(await readInput(canaries)).toString('utf8'), nameOf(canaries))];
}

async function expectedHosts({ hosts, configs, bundle }: AttackValues): Promise<ExpectedHost[]> {
  const named = listed('--expect', hosts).map((host) => ({
    source: '--expect',
    host: normalizeHost(host, '--expect'),
    covers: 'host' as const,
  }));
  return [...named, ...(await hostsOfConfigs(notEmpty('--config', configs))), ...(await hostsOfBundle(bundle))];
}

/** @throws {LivepinError} LP_CONFIG_WITHOUT_PINS: of what was named nothing pins anything, so that nothing would be held against it */
async function hostsOfConfigs(paths: readonly string[]): Promise<ExpectedHost[]> {
  if (paths.length === 0) return [];
  const { files } = await readProject(paths, false);
  const hosts = files.flatMap(({ path, bytes }) =>
    staticFileOf(path, bytes).read.flatMap(({ config }) =>
      config.entries.flatMap(({ host: { host }, coverage, pins }) =>
        host === null || pins.length === 0 ? [] : [{ source: path, host, covers: coverage }],
      ),
    ),
  );
  if (hosts.length === 0) throw withoutPins(paths.join(', '));
  return hosts;
}

async function hostsOfBundle(path: string | undefined): Promise<ExpectedHost[]> {
  if (path === undefined) return [];
  const { domains } = bundleIn(await readInput(path), nameOf(path));
  return domains.map(({ host, subdomains }) => ({
    source: nameOf(path),
    host,
    covers: subdomains ? 'host-and-below' : 'host',
  }));
}

function bundleIn(bytes: Uint8Array, where: string): Bundle {
  try {
    return parseBundle(bytes);
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    throw new LivepinError(error.code, `${where} is no bundle that can be read. ${error.message}`, { cause: error });
  }
}

async function testerOf({ genuineChain, genuineKey }: AttackValues): Promise<Pick<LabOptions, 'tester'>> {
  if (genuineChain === undefined || genuineKey === undefined) return {};
  const certificates = certificatesIn(
    Buffer.from(await readInput(genuineChain)).toString('latin1'),
    nameOf(genuineChain),
  );
  const key = await readWithPassphrase(genuineKey, readPrivateKey);
  if (!new X509Certificate(certificates[0].der).checkPrivateKey(key))
    throw new LivepinError(
      'LP_KEY_FILE_MISMATCH',
      `${nameOf(genuineKey)} is not the key of the first certificate in ${nameOf(genuineChain)}.`,
    );
  return { tester: { certificates, key } };
}

function certificatesIn(pem: string, where: string): [Certificate, ...Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [leaf, ...more] = blocks.map((block) => new Certificate(new X509Certificate(block).raw));
  if (leaf) return [leaf, ...more];
  throw new LivepinError('LP_KEY_FILE_UNREADABLE', `${where} holds no certificate in PEM.`);
}
