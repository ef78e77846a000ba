// Asks once with the agent of a generated module; ends with 1 where it is refused.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { requestBy } from '../../../static-configs/node-request.ts';
import { openTunnel } from './tunnel.ts';

const [module = '', address = ''] = process.argv.slice(2);
const { hostname, pathname } = new URL(address);

await using tunnel = await openTunnel(hostname, 443);
const { pinnedAgent } = await import(pathToFileURL(module).href);
await requestBy(
  pinnedAgent,
  `https://${hostname}:${tunnel.port}${pathname}`,
  readFileSync(process.env['SSL_CERT_FILE']!, 'utf8'),
);
process.exit(0); // the agent would keep its connection, and the process with it
