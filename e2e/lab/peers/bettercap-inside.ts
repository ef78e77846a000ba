// Runs as the root of a network of its own (unshare --net): bettercap at one address, the genuine server at another, and
// the app, which takes the former for the latter. Its arguments are one JSON value; it prints bettercap's log.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { App } from './peer.ts';

export interface Errand {
  readonly bettercap: string;
  readonly host: string;
  /** A Unix socket that leads to the genuine server. */
  readonly genuine: string;
  readonly folder: string;
  /** PEM files of its CA. */
  readonly caFile: string;
  readonly keyFile: string;
  readonly app: App;
}

const addresses = { bettercap: '10.77.0.1', genuine: '10.77.0.2', gateway: '10.77.0.254' } as const;
const { bettercap, host, genuine, folder, caFile, keyFile, app } = JSON.parse(process.argv[2]!) as Errand;

function ip(...parameters: string[]): void {
  execFileSync('ip', parameters, { stdio: 'pipe' });
}

ip('link', 'set', 'lo', 'up');
// A pair of which nobody uses the other end: bettercap wants an interface with a gateway.
ip('link', 'add', 'outer', 'type', 'veth', 'peer', 'name', 'inner');
for (const address of [addresses.bettercap, addresses.genuine]) ip('addr', 'add', `${address}/24`, 'dev', 'outer');
ip('link', 'set', 'outer', 'up');
ip('route', 'add', 'default', 'via', addresses.gateway, 'dev', 'outer');

const server = net.createServer((socket) => {
  const onward = net.connect(genuine);
  for (const one of [socket, onward]) one.on('error', () => undefined); // who hangs up is what is watched
  socket.pipe(onward).pipe(socket);
});
server.listen(443, addresses.genuine);
await once(server, 'listening');

const script = join(folder, 'script.js');
writeFileSync(script, 'function onRequest(req) { log("lab-request " + req.Hostname + req.Path); }\n');
const settings = {
  'https.proxy.address': addresses.bettercap,
  'https.proxy.port': '443',
  'https.proxy.redirect': 'false',
  'https.proxy.script': script,
  'https.proxy.certificate': caFile,
  'https.proxy.key': keyFile,
};
const evaluated = [...Object.entries(settings).map(([name, value]) => `set ${name} ${value}`), 'https.proxy on'];
const flags = ['-no-history', '-no-colors', '-gateway-override', addresses.gateway, '-iface', 'outer'];
// Only bettercap finds the genuine server by its name.
const own = withHosts(addresses.genuine, bettercap, ...flags, '-eval', evaluated.join('; '));
const child = spawn(own[0]!, own.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
let log = '';
for (const stream of [child.stdout, child.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
}
const ended = once(child, 'close');
await Promise.race([
  (async () => {
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 50));
  })(),
  ended.then(() => {
    throw new Error(`bettercap ended before it ran: ${log}`);
  }),
]);
const [program, ...parameters] = withHosts(addresses.bettercap, ...app.command);
const exercised = spawn(program!, parameters, { stdio: 'ignore', env: app.environment });
await once(exercised, 'close');
child.kill('SIGKILL');
await ended;
server.close();
process.stdout.write(log);
process.exit();

function withHosts(address: string, ...command: string[]): string[] {
  const file = join(folder, `hosts-${address}`);
  writeFileSync(file, `127.0.0.1 localhost\n${address} ${host}\n`);
  return ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', file, ...command];
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(443, addresses.bettercap, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
