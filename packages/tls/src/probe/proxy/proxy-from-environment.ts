import { BlockList, isIP } from 'node:net';
import { formatEndpoint } from '../endpoint.ts';
import type { Target } from '../target.ts';
import { type ProxyServer, parseProxy } from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a server, by the rules of curl: HTTPS_PROXY for what is TLS from its first
 * byte, otherwise ALL_PROXY, in lower case first; none for those that NO_PROXY names.
 * @throws {LivepinError} LP_PROXY_MALFORMED, naming the variable
 */
export function proxyFromEnvironment(target: Target, environment: Environment): ProxyServer | null {
  const names = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
  const name = names.slice(target.startTls === null ? 0 : 2).find((one) => environment[one]);
  if (name === undefined) return null;
  const exceptions = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  return isException(target, exceptions) ? null : parseProxy(environment[name]!, name);
}

/**
 * Whether a list of exceptions names a server: names with all names below them (a leading dot changes nothing), addresses,
 * networks such as 10.0.0.0/8, each with a :PORT or without, and * for all.
 */
export function isException({ endpoint }: Pick<Target, 'endpoint'>, list: string): boolean {
  const entries = list.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.some((entry) => entry === '*' || isNamed(entry.toLowerCase(), endpoint));
}

function isNamed(entry: string, endpoint: Target['endpoint']): boolean {
  if (entry === formatEndpoint(endpoint)) return true;
  const { host, port } = endpoint;
  const name = entry.replace(`:${port}`, '').replace(/^\[(.+)\]$/, '$1');
  const family = isIP(host);
  if (family === 0) return isWithin(host, name.replace(/^\*?\./, '').replace(/\.$/, ''));
  return name === host || isInNetwork(host, family, entry);
}

function isWithin(host: string, name: string): boolean {
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function isInNetwork(address: string, family: number, entry: string): boolean {
  const [, network, prefix] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (network === undefined || isIP(network) !== family || Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const networks = new BlockList();
  networks.addSubnet(network, Number(prefix), type);
  return networks.check(address, type);
}
