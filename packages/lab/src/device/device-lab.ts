import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { LivepinError } from '@livepin/core';
import type { Connection } from '../connection.ts';
import { type Endpoint, isSame, nameOf } from '../endpoint.ts';
import { type Decision, type Front, openFront } from '../engine/front.ts';
import { GenuineServers } from '../engine/genuine-servers.ts';
import { hashBuild } from '../evidence/build-hash.ts';
import { forgeChain } from '../forge/forge-chain.ts';
import { testerChainFor } from '../forge/genuine-chain.ts';
import { type LabCas, makeDeviceCas } from '../forge/lab-cas.ts';
import type { Report } from '../report/report.ts';
import { chooseScenarios } from '../run/choose-scenarios.ts';
import { decide, isTarget, letThrough } from '../run/decide.ts';
import { defaultTries } from '../run/lab.ts';
import { type Means, missingFor } from '../run/plan-runs.ts';
import { genuineAnchors } from '../run/trust-store.ts';
import type { Arrival, KnownHost } from '../scenario.ts';
import type { ScenarioAtHand } from '../verdict/judge-app.ts';
import { isIn, parseNetworks, privateNetworks } from './allowed-clients.ts';
import { destinationOf } from './destinations.ts';
import type { DeviceLabOptions } from './device-options.ts';
import { deviceReport } from './device-report.ts';
import { DeviceRuns, type HostStatus } from './device-runs.ts';
import type { GuideFacts } from './guide.ts';
import { addressesFor, isLoopback } from './lan-addresses.ts';
import { openPageServer, type PageServer } from './page-server.ts';
import { type Move, planTries } from './rotation.ts';
import { pageAddresses, pagesEndpoint, routeOf } from './route.ts';
import { openStandIn, type StandIn } from './stand-in.ts';
import { subjectHashOld } from './subject-hash.ts';

/** Milliseconds without a byte after which the lab ends a connection: an app that keeps one open for minutes is to come again. */
const idleMilliseconds = 3_000;
const settleMilliseconds = 250;

/**
 * A lab to which the apps of a device come by themselves, as to a proxy or to their servers. Nobody starts them anew for an
 * attack: each host goes through the scenarios by its own connections.
 * @throws {LivepinError} LP_PORT_IN_USE, LP_PORT_UNUSABLE; LP_LAB_SCENARIO_UNKNOWN; LP_USAGE; LP_FILE_UNREADABLE: something
 *   that is tested cannot be hashed
 */
export async function openDeviceLab(options: DeviceLabOptions): Promise<DeviceLab> {
  const build = await hashBuild(options.subject.build);
  const cas = makeDeviceCas(Date.now() / 1000);
  let lab: DeviceLab | null = null;
  const pages = await openPageServer({
    root: cas.userCa.certificate.der,
    fingerprint: cas.userCa.certificate.fingerprint,
    facts: () => lab?.facts ?? factsOf(options, cas, options.listen),
    leafFor: (host) =>
      forgeChain({ kind: 'forged', signer: 'user-ca' }, { host, genuine: null, tester: null }, cas, Date.now() / 1000),
    onCheck: (isProof) => lab?.checked(isProof),
  });
  try {
    lab = new DeviceLab(options, build, cas, pages);
    await lab.listen();
    return lab;
  } catch (error) {
    await (lab ?? pages)[Symbol.asyncDispose]();
    throw error;
  }
}

export class DeviceLab implements AsyncDisposable {
  readonly #options: DeviceLabOptions;
  readonly #build: Report['subject']['build'];
  readonly #cas: LabCas;
  readonly #pages: PageServer;
  readonly #genuine: GenuineServers;
  readonly #runs: DeviceRuns;
  readonly #scenarios: readonly ScenarioAtHand[];
  /** The leaves of genuine servers, by `nameOf`. */
  readonly #leaves = new Map<string, KnownHost['certificate']>();
  #front: Front | null = null;
  #standIn: StandIn | null = null;
  #timer: NodeJS.Timeout | null = null;
  #wasChecked = false;

  constructor(options: DeviceLabOptions, build: Report['subject']['build'], cas: LabCas, pages: PageServer) {
    this.#options = options;
    this.#build = build;
    this.#cas = cas;
    this.#pages = pages;
    this.#genuine = new GenuineServers({
      anchors: genuineAnchors(options.ca ?? null).join(''),
      resolve: (host, port) => this.#resolve({ host, port }),
    });
    this.#scenarios = chooseScenarios(options.scenarios ?? []).map((scenario) => ({
      scenario,
      notRun: missingFor(scenario, this.#means([])),
    }));
    const toBeRun = this.#scenarios.filter(({ scenario }) => missingFor(scenario, this.#means(anyTwo)) === null);
    const plan = planTries(
      toBeRun.map(({ scenario }) => scenario),
      options.tries ?? defaultTries,
    );
    this.#runs = new DeviceRuns(plan, (host) => this.#isChannel(host));
  }

  /** To be called once. */
  async listen(): Promise<void> {
    const { mode, listen, allow, hosts = [], answer, tester } = this.#options;
    const allowed = parseNetworks(allow ?? privateNetworks, '--allow');
    const [first] = hosts;
    if (answer !== undefined && tester) this.#standIn = await openStandIn(tester, answer);
    try {
      this.#front = await openFront({
        listen,
        admits: (address) => isIn(allowed, address),
        listensForDatagrams: mode === 'upstream',
        // Whom an app names counts first: a web page that was led here names its own server, and is refused.
        ...(first ? { direct: { host: null, address: first.host, port: first.port } } : {}),
        decide: (arrival, id) => this.#decide(arrival, id),
        onConnection: (connection) => this.#ended(connection),
        cas: this.#cas,
        genuine: this.#genuine,
        testerFor: (host) => testerChainFor(this.#options.tester ?? null, host),
      });
    } catch (error) {
      throw cannotListen(listen, error as NodeJS.ErrnoException);
    }
    this.#timer = setInterval(() => this.#tell(), settleMilliseconds);
    this.#timer.unref();
  }

  /** Where it listens. */
  get address(): Endpoint {
    const { host, port } = this.#front ?? this.#options.listen;
    return { host, port };
  }

  get facts(): GuideFacts {
    return factsOf(this.#options, this.#cas, this.address);
  }

  /** The root that devices install: public. */
  get root(): Uint8Array {
    return this.#cas.userCa.certificate.der;
  }

  get hosts(): readonly HostStatus[] {
    return this.#runs.statuses();
  }

  /** Whether every host that was seen went through everything. */
  get isDone(): boolean {
    return this.#runs.isDone;
  }

  /** @param endpoint null: all hosts */
  move(endpoint: Endpoint | null, asked: Move): void {
    this.#runs.move(endpoint, asked);
    this.#tell();
  }

  /** Somebody opened a check page. */
  checked(isProof: boolean): void {
    this.#wasChecked ||= isProof;
    this.#options.onEvent?.({ kind: 'check', isProof });
  }

  /** Ends the connections that are open, and says what came of all. @throws what the file system throws */
  async report(): Promise<Report> {
    await this.#front?.settled(0);
    const means = this.#means(this.#runs.endpoints);
    return deviceReport(this.#options, {
      build: this.#build,
      records: this.#runs.records(),
      scenarios: this.#scenarios.map(({ scenario }) => ({ scenario, notRun: missingFor(scenario, means) })),
      tries: this.#options.tries ?? defaultTries,
      wasChecked: this.#wasChecked,
      isPartial: !this.#runs.isDone,
      uncounted: this.#runs.uncounted,
      now: Date.now(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#front?.[Symbol.asyncDispose]();
    await this.#standIn?.[Symbol.asyncDispose]();
    this.#genuine[Symbol.dispose]();
    await this.#pages[Symbol.asyncDispose]();
  }

  #means(hosts: readonly Endpoint[]): Means {
    const { mode, channels = [], channelDocuments = {}, tester } = this.#options;
    return {
      hosts,
      hasTrustedCa: true,
      hasChannel: channels.length > 0,
      hasReplayedDocument: channelDocuments.replayed != null,
      hasForeignDocument: channelDocuments.foreign != null,
      seesDatagrams: mode === 'upstream',
      hasGenuineKey: tester !== undefined,
      canChangePins: false,
    };
  }

  #decide(arrival: Arrival, id: number): Decision {
    const { mode, only = [], hosts = [] } = this.#options;
    const route = routeOf(arrival, { mode, only, hosts });
    switch (route.kind) {
      case 'pages':
        return { treatment: { kind: 'relay-to', ...pagesEndpoint(route.port) }, isAttack: false };
      case 'refused':
        return { treatment: { kind: 'close' }, isAttack: false };
      case 'beside':
        return { treatment: letThrough(arrival), isAttack: false };
      case 'app':
        return { ...this.#attack(arrival, route.endpoint, id), idleMilliseconds };
    }
  }

  #attack(arrival: Arrival, endpoint: Endpoint, id: number): Decision {
    const assignment = this.#runs.arrive(endpoint, id, Date.now() / 1000);
    if (!assignment) return { treatment: letThrough(arrival), isAttack: false };
    const { plan, earlier, ordinal } = assignment;
    this.#tell();
    if (arrival.transport === 'tls') this.#learn(endpoint, arrival);
    const known = this.#runs.endpoints;
    const meant: Arrival = {
      ...arrival,
      isTarget: isTarget(plan, known, endpoint, ordinal),
      isChannel: this.#isChannel(endpoint.host),
      earlier,
      ordinal,
    };
    return decide(plan, meant, {
      hosts: known.map((one) => ({ ...one, certificate: this.#leaves.get(nameOf(one)) ?? null })),
      hasGenuineKey: (host) => testerChainFor(this.#options.tester ?? null, host) !== null,
      channelDocuments: { replayed: null, foreign: null, ...this.#options.channelDocuments },
      havePinsChanged: () => false,
    });
  }

  /** What its genuine server shows; some scenarios ask before they lead an app elsewhere. */
  #learn(endpoint: Endpoint, { hello }: Arrival): void {
    const name = nameOf(endpoint);
    if (this.#leaves.has(name)) return;
    this.#leaves.set(name, null);
    const serverName = hello?.serverName ?? null;
    const learnt = this.#genuine.meet({ ...endpoint, serverName }, hello?.protocols ?? []);
    learnt.then(
      ({ chain }) => this.#leaves.set(name, chain?.certificates[0] ?? null),
      // It is not to be reached: the connection at hand fails as well, and tells why.
      () => this.#leaves.delete(name),
    );
  }

  #ended(connection: Connection): void {
    const finished = this.#runs.finish(connection, Date.now() / 1000);
    if (finished) this.#options.onEvent?.({ kind: 'connection', ...finished });
    this.#tell();
  }

  #tell(): void {
    this.#runs.settle(Date.now() / 1000);
    this.#options.onEvent?.({ kind: 'hosts', hosts: this.#runs.statuses() });
  }

  #isChannel(host: string): boolean {
    return this.#options.channels?.includes(host) === true;
  }

  #resolve(wanted: Endpoint): Promise<Endpoint> | Endpoint {
    const page = pageAddresses(this.#pages).get(nameOf(wanted));
    if (page) return page;
    const isStoodFor = this.#options.hosts?.some((one) => isSame(one, wanted)) === true;
    if (this.#standIn && isStoodFor) return { host: '127.0.0.1', port: this.#standIn.port };
    return destinationOf(wanted, {
      told: this.#options.resolve ?? ((host, port) => ({ host, port })),
      own: Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
      lookUp: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    });
  }
}

const anyTwo: readonly Endpoint[] = [
  { host: 'one.invalid', port: 443 },
  { host: 'two.invalid', port: 443 },
];

function factsOf({ serial }: DeviceLabOptions, { userCa }: LabCas, { host, port }: Endpoint): GuideFacts {
  const [address] = addressesFor(host, networkInterfaces());
  const local = host === '0.0.0.0' || isLoopback(host) ? '127.0.0.1' : host === '::' ? '::1' : host;
  return {
    deviceUrl: address === undefined ? null : `http://${nameOf({ host: address, port })}`,
    localUrl: `http://${nameOf({ host: local, port })}`,
    rootName: commonNameOf(userCa.certificate.commonNames),
    rootHash: subjectHashOld(userCa.certificate),
    serial: serial ?? null,
  };
}

function commonNameOf([name = 'Livepin lab']: readonly string[]): string {
  return name;
}

function cannotListen(listen: Endpoint, cause: NodeJS.ErrnoException): LivepinError {
  return cause.code === 'EADDRINUSE'
    ? new LivepinError('LP_PORT_IN_USE', `Something listens on ${nameOf(listen)} already.`, { cause })
    : new LivepinError('LP_PORT_UNUSABLE', `Cannot listen on ${nameOf(listen)}: ${cause.message}.`, { cause });
}
