// Runs within the namespace, under its first process: makes every address lead here, opens the sockets, and hands them to
// the lab. What it has to say goes over Node's channel to the lab; the channel's end is its own, and the namespace's.
// Usage: node inside.ts ORDERS     ORDERS   JSON of `Orders`
import { spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

/** What is to be set up. */
export interface Orders {
  /** Each file or folder is hidden by another. */
  readonly mounts: readonly { readonly from: string; readonly over: string }[];
  /** TCP ports that are taken where connections cannot be redirected. */
  readonly ports: readonly number[];
  readonly datagramPorts: readonly number[];
}

/** What the lab hears, some of it with a socket. */
export type FromInside =
  | { readonly kind: 'streams' }
  /** To the resolver: datagrams, and streams. */
  | { readonly kind: 'names' }
  | { readonly kind: 'name-streams' }
  /** `address`: null for all of IPv4. */
  | { readonly kind: 'datagrams'; readonly port: number; readonly address: string | null }
  /** Datagrams to an address are taken, as far as they can be. */
  | { readonly kind: 'opened'; readonly address: string }
  | { readonly kind: 'ready'; readonly redirectsAll: boolean; readonly hasV6: boolean }
  | { readonly kind: 'failed'; readonly says: string };

/** What the lab says: from now on, datagrams to this IPv6 address are taken too. */
export interface ToInside {
  readonly address: string;
}

/** Where redirected connections go: beyond the ports that Linux gives to clients by default (32768 to 60999). */
const gatePort = 61_443;

process.on('disconnect', () => process.exit());
try {
  await setUp(JSON.parse(process.argv[2]!) as Orders);
} catch (error) {
  tell({ kind: 'failed', says: error instanceof Error ? error.message : String(error) }, undefined, () =>
    process.exit(1),
  );
}

async function setUp({ mounts, ports, datagramPorts }: Orders): Promise<void> {
  run('ip', ['link', 'set', 'lo', 'up']);
  // Every address is this machine's: what is sent to it comes back in, and sockets here are asked.
  run('ip', ['route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo']);
  const hasV6 = openV6();
  for (const { from, over } of mounts) run('mount', ['--bind', from, over]);
  const redirectsAll = redirect(hasV6);
  const any = hasV6 ? '::' : '0.0.0.0';
  for (const port of redirectsAll ? [gatePort] : ports) hand({ kind: 'streams' }, await listen(port, any));
  hand({ kind: 'name-streams' }, await listen(53, any));
  hand({ kind: 'names' }, await bind('0.0.0.0', 53));
  // The resolver's own address alone: from another, answers would come under an address that was not asked.
  if (hasV6) hand({ kind: 'names' }, await bind('::1', 53));
  for (const port of datagramPorts) {
    hand({ kind: 'datagrams', port, address: null }, await bind('0.0.0.0', port));
  }
  process.on('message', ({ address }: ToInside) => void openAddress(address, datagramPorts));
  tell({ kind: 'ready', redirectsAll, hasV6 });
}

/**
 * Over IPv4 one socket serves all addresses: where each is local, a client's datagrams have for source the address they go to.
 * Over IPv6 they have the loopback's, so that an address needs a socket of its own.
 */
async function openAddress(address: string, ports: readonly number[]): Promise<void> {
  const sockets = await Promise.allSettled(ports.map((port) => bind(address, port)));
  for (const [index, socket] of sockets.entries()) {
    // Of one that cannot be had, datagrams are refused: an app then goes on over TCP.
    if (socket.status === 'fulfilled') hand({ kind: 'datagrams', port: ports[index]!, address }, socket.value);
  }
  tell({ kind: 'opened', address });
}

function openV6(): boolean {
  const setting = '/proc/sys/net/ipv6/ip_nonlocal_bind';
  if (!existsSync(setting)) return false;
  writeFileSync(setting, '1');
  return spawnSync('ip', ['-6', 'route', 'add', 'local', '::/0', 'dev', 'lo']).status === 0;
}

/** All TCP but the loopback's and that to resolvers goes to one port, its address kept. @returns whether that can be had here */
function redirect(hasV6: boolean): boolean {
  const rules = `table inet livepin {
  chain output {
    type nat hook output priority -100; policy accept;
    ip daddr 127.0.0.0/8 return
    ip6 daddr ::1 return
    tcp dport 53 return
    meta l4proto tcp dnat to :${gatePort}
  }
}
`;
  if (spawnSync('nft', ['-f', '-'], { input: rules }).status === 0) return true;
  return iptables('iptables', '127.0.0.0/8') && (!hasV6 || iptables('ip6tables', '::1'));
}

function iptables(program: string, loopback: string): boolean {
  const match = ['-p', 'tcp', '!', '-d', loopback, '!', '--dport', '53'];
  const rule = ['-t', 'nat', '-A', 'OUTPUT', ...match, '-j', 'DNAT', '--to-destination', `:${gatePort}`];
  return spawnSync(program, rule).status === 0;
}

function run(program: string, arguments_: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, arguments_, { encoding: 'utf8' });
  if (status === 0) return;
  if (error) throw new Error(`${program} is not there (Debian packages: iproute2, mount)`);
  throw new Error(`${[program, ...arguments_].join(' ')} failed: ${stderr.trim()}`);
}

function listen(port: number, host: string): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer().once('error', reject);
  server.listen({ port, host, backlog: 511 }, () => resolve(server));
  return promise;
}

function bind(address: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4').once('error', reject);
  socket.bind({ address, port, exclusive: true }, () => resolve(socket));
  return promise;
}

/** Both have it for a moment, and whoever holds a listening socket takes connections from it. */
function hand(message: FromInside, socket: Server | Socket): void {
  tell(message, socket, () => socket.close());
}

function tell(message: FromInside, socket?: Server | Socket, then: () => void = () => {}): void {
  process.send!(message, socket as Server, {}, then);
}
