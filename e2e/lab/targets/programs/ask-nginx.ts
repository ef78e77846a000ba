// Starts an nginx that passes requests on over TLS, by way of the environment's proxy, and asks it once without TLS.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { startNginx } from '../../../nginx.ts';
import { openTunnel } from './tunnel.ts';

const [program = '', trust = '', address = '', canary = ''] = process.argv.slice(2);
const { hostname, pathname, port } = new URL(address);

await using tunnel = await openTunnel(hostname, Number(port || 443));
// nginx knows nothing of the system's trust store: verification is off unless a file is named for it.
const anchors = trust === 'environment' ? process.env['SSL_CERT_FILE'] : trust;
const verify =
  trust === 'none' ? '' : `proxy_ssl_verify on; proxy_ssl_verify_depth 5; proxy_ssl_trusted_certificate ${anchors};`;
await using nginx = await startNginx([program], {
  server: `location / {
    proxy_pass https://127.0.0.1:${tunnel.port}; proxy_set_header Host ${hostname};
    proxy_ssl_name ${hostname}; proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.2 TLSv1.3; ${verify}
  }`,
});

const headers = { authorization: `Bearer ${canary}` };
const agent = new Agent(); // the global one would ask the proxy for the way to nginx
const asked = request({ agent, host: '127.0.0.1', port: nginx.port, path: pathname, method: 'POST', headers });
asked.end(`canary=${canary}`);
const [response] = await once(asked, 'response');
response.resume();
await once(response, 'end');
process.exitCode = response.statusCode < 400 ? 0 : 1;
