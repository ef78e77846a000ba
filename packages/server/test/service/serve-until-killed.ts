import { startService } from '@livepin/server';

// A service that publishes one content after another until it is killed. Usage: node serve-until-killed.ts FOLDER
// Prints its address and token first, then the version of each publication once it is answered.
const folder = process.argv[2]!;
const service = await startService({ folder, port: 0, newAdminToken: true, isTerminal: true, onLine: () => undefined });
const headers = { authorization: `Bearer ${service.adminToken}` };
const call = (method: string, path: string, body: object = {}) =>
  fetch(`${service.url}/v1/admin/apps${path}`, { method, headers, body: JSON.stringify(body) });
await call('POST', '', { app: 'bank' });
console.log(JSON.stringify({ url: service.url, token: service.adminToken }));
for (let refresh = 60; ; refresh++) {
  await call('PUT', '/bank/draft', { domains: [], refresh: 60 + (refresh % 1_000) });
  const answer = await call('POST', '/bank/publish');
  const { version } = (await answer.json()) as { version?: number };
  if (version !== undefined) console.log(version);
}
