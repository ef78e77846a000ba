import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type App, startApp } from './app-process.ts';
import { type Attacker, type AttackerSketch, startAttacker } from './attacker.ts';
import { type BundleRelay, startBundleRelay } from './bundle-relay.ts';
import { apiHost, joinFiles } from './certificates.ts';
import { type LivepinApp, startLivepinApp } from './livepin-app.ts';
import { type Api, startApi } from './nginx.ts';
import { makePki, type Pki } from './pki.ts';
import type { Programs } from './programs.ts';
import { type Relay, startRelay } from './relay.ts';
import { appId, type Service, startService } from './service.ts';

/** Everything that plays in the story, running. */
export interface World {
  readonly pki: Pki;
  readonly api: Api;
  readonly service: Service;
  /** The networks between the device and the API, and between the device and the service. */
  readonly network: Relay;
  readonly serviceNetwork: BundleRelay;
  readonly attackers: {
    /** Makes certificates up by the CA that the device trusts. */
    readonly plain: Attacker;
    /** The same, and sends the API's genuine certificates along. */
    readonly appending: Attacker;
    /** Shows the API's own certificate `emergency`, whose private key he has. */
    readonly keyThief: Attacker;
  };
  readonly apps: {
    readonly unpinned: App;
    readonly staticPin: App;
    readonly naiveWalk: App;
    livepin: LivepinApp;
  };
  restartLivepinApp(): Promise<void>;
}

/** @param folder an empty one, of which everything is made. @param stack ends what was started, the latest first */
export async function startWorld(programs: Programs, folder: string, stack: AsyncDisposableStack): Promise<World> {
  const at = (name: string) => join(folder, name);
  await mkdir(at('certificates'));
  const pki = await makePki(programs.openssl, at('certificates'));
  const roots = [pki.firstCa, pki.secondCa].map(({ root }) => root.certificateFile);
  const apiAnchors = await joinFiles(at('api-anchors.pem'), ...roots);
  const deviceAnchors = await joinFiles(at('device-anchors.pem'), ...roots, pki.rogueCa.certificateFile);

  const api = stack.use(await startApi(programs.nginx, at('nginx'), pki.rsa1));
  const attacker = async (name: string, sketch: Partial<AttackerSketch>) => {
    const common = { ca: pki.rogueCa, apiPort: api.port, apiAnchors };
    return stack.use(await startAttacker(programs.mitmdump, at(name), { ...common, ...sketch }));
  };
  const [plain, appending, keyThief, service] = await Promise.all([
    attacker('attacker-plain', {}),
    attacker('attacker-appending', { shows: pki.rogue, appendsGenuine: true }),
    attacker('attacker-key-thief', { shows: pki.emergency }),
    startService({ folder: at('service'), apiPort: api.port, apiAnchors }).then((one) => stack.use(one)),
  ]);

  // The day on which the app is built.
  const { rsa1, firstCa, backup } = pki;
  await service.publish([rsa1.pin, firstCa.intermediate.pin, backup.pin], 'first pins');
  await service.run('init', '--app', appId, '--dir', at('build'));

  const network = stack.use(await startRelay(api.port));
  const serviceNetwork = stack.use(await startBundleRelay(service.url));
  const device = { apiUrl: `https://${apiHost}:${network.port}`, deviceAnchors };
  const start = async (name: string, script: string, env = {}) =>
    stack.use(await startApp({ ...device, name, script, env }));
  const startLivepin = async () => {
    const files = { build: at('build'), store: at('store') };
    return stack.use(await startLivepinApp({ ...device, ...files, source: serviceNetwork.url }));
  };
  const [unpinned, staticPin, naiveWalk, livepin] = await Promise.all([
    start('unpinned', 'unpinned.ts'),
    start('static', 'static-pin.ts', { PIN: rsa1.pin }),
    start('naive', 'naive-walk.ts', { PIN: firstCa.intermediate.pin }),
    startLivepin(),
  ]);
  const apps = { unpinned, staticPin, naiveWalk, livepin };
  const attackers = { plain, appending, keyThief };
  const restartLivepinApp = async () => {
    await apps.livepin[Symbol.asyncDispose]();
    apps.livepin = await startLivepin();
  };
  return { pki, api, service, network, serviceNetwork, attackers, apps, restartLivepinApp };
}
