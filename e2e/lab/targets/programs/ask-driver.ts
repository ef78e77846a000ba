// Has a driver of e2e/static-configs, which knows of no proxies, send one request; ends with 1 where it refuses.
// Arguments: what it is to be asked with, the URL, and its command line, in which {ca} is the file that plays the trust store.
import { startDriver } from '../../../static-configs/driver.ts';
import { openTunnel } from './tunnel.ts';

const [which = '', address = '', program = '', ...parameters] = process.argv.slice(2);
const { hostname } = new URL(address);
const caFile = process.env['SSL_CERT_FILE'] ?? '';

await using tunnel = await openTunnel(hostname, 443);
const filled = parameters.map((parameter) => parameter.replace('{ca}', caFile));
// Java's proxy would be asked for the way to the tunnel.
await using driver = startDriver(program, filled, { JAVA_TOOL_OPTIONS: '' });
await driver.ask(which, hostname, tunnel.port);
