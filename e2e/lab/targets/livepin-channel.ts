import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type AdminApi, adminClient } from '@livepin/admin';
import { startService } from '@livepin/server';
import type { GenuineWorld, PinChannel } from '../target.ts';
import { formerPin, nextPin } from '../world.ts';

export interface LivepinChannel extends PinChannel {
  readonly app: string;
  /** Paths of the documents that the app is built with. */
  readonly rootFile: string;
  readonly seedFile: string;
  /** The app makes it when it has asked, and waits for other pins. */
  readonly readyFile: string;
  /** Is there as soon as these are published. */
  readonly changedFile: string;
}

const app = 'com.example.bank';
/** For an app that fails before it has asked. */
const readyMilliseconds = 10_000;

/**
 * A Livepin service on loopback, and what its operator did before the app is tested: version 1, with which the app is built,
 * has the pins of keys that the server had before; version 2 has those of now.
 */
export async function openLivepinChannel(world: GenuineWorld): Promise<LivepinChannel> {
  const { host, address, anchors, folder, leafPin } = world;
  const file = (name: string) => join(folder, name);
  const service = await startService({ folder: file('service'), port: 0, isTerminal: false, onLine: () => undefined });
  const admin = adminClient({ service: service.url, token: service.adminToken! });
  const publish = async (pins: readonly string[], allow: readonly string[]) => {
    await admin.putHost({ app, host, body: { pins: [...pins], probe: { connect: address, ca: anchors } } });
    await admin.publish({ app, body: { allow: [...allow] } });
  };
  const bundle = async () => new Uint8Array(await (await fetch(`${service.url}/v1/apps/${app}/bundle`)).arrayBuffer());

  await admin.createApp({ body: { app, name: 'Example Bank' } });
  await publish([formerPin, nextPin], notServed);
  const first = await bundle();
  await publish([leafPin, nextPin], []);
  const root = await fetch(`${service.url}/v1/apps/${app}/roots/1`);
  writeFileSync(file('root.json'), new Uint8Array(await root.arrayBuffer()));
  writeFileSync(file('seed.json'), first);
  let [changes, areChanged] = [0, false];
  return {
    app,
    rootFile: file('root.json'),
    seedFile: file('seed.json'),
    readyFile: file('ready'),
    changedFile: file('pins-changed'),
    answer: (asked, response) => passOn(asked, response, service.url),
    isNamed: false,
    replayed: first,
    foreign: null,
    // By turns, as its owner may do it: a publication of other pins, and the revocation of a key.
    async changePins() {
      const end = Date.now() + readyMilliseconds;
      while (!existsSync(file('ready')) && Date.now() < end) await setTimeout(20);
      if (changes++ % 2 === 0) await publish([formerPin, nextPin], notServed);
      else await admin.revoke({ app, body: { pin: leafPin, allow: ['LP_PUBLISH_REVOKES_SERVED', ...notServed] } });
      areChanged = true;
      writeFileSync(file('pins-changed'), '');
    },
    async restore() {
      for (const name of ['ready', 'pins-changed']) rmSync(file(name), { force: true });
      if (!areChanged) return;
      areChanged = false;
      await unrevoke(admin, leafPin);
      await publish([leafPin, nextPin], []);
    },
    [Symbol.asyncDispose]: () => service.close(),
  };
}

const notServed = ['LP_PUBLISH_NOT_SERVED', 'LP_PUBLISH_NO_BACKUP', 'LP_PUBLISH_FEW_PINS'];

async function unrevoke(admin: AdminApi, pin: string): Promise<void> {
  const { revoked } = await admin.getDraft({ app });
  if (!revoked.includes(pin)) return;
  const inPath = Buffer.from(pin, 'base64').toString('base64url');
  await admin.unrevoke({ app, pin: inPath, body: { allow: ['LP_PUBLISH_UNREVOKED', ...notServed] } });
}

/** What a reverse proxy does, as stands before most services. */
function passOn(asked: IncomingMessage, response: ServerResponse, service: string): void {
  // Names that HTTP/2 has in place of a first line are not those of headers.
  const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !name.startsWith(':')));
  const onward = request(new URL(asked.url ?? '/', service), { method: asked.method, headers }, (answer) => {
    const { connection, 'keep-alive': keepAlive, 'transfer-encoding': encoding, ...own } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, own);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy()); // the app sees that nobody answers
  asked.pipe(onward);
}
