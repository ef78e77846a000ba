// Starts one server of the suite, for clients that are tried by hand.
// Usage: npx node e2e/attacks/serve.ts CASE      (the names of the cases stand in docs/attacks.md; without one they are listed)
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { positions } from './case.ts';
import { cases } from './cases/index.ts';

const name = process.argv[2];
const one = cases.find(({ id }) => id === name);
if (!one) {
  console.error(
    `${name === undefined ? 'Name a case' : `There is no case ${name}`}: ${cases.map(({ id }) => id).join(' ')}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'livepin-attack-'));
const caFile = join(folder, 'trusted.pem');
writeFileSync(caFile, one.anchors.map(({ pem }) => pem).join(''));
const server = await one.serve();
const at = `127.0.0.1:${server.port}`;
const verdicts = { accept: 'accept', refuse: 'refuse', either: 'open' } as const;

console.log(`${one.id}: ${one.says}
The server is ${one.host} at ${at}; the device trusts the CAs in ${caFile}.

${positions.map((position) => `${position.padEnd(12)}  ${one.pins[position]}  ${verdicts[one.must[position].verdict]}: ${one.must[position].because}`).join('\n')}

With one of these pins:
  npx livepin check ${one.host} --connect ${at} --ca ${caFile} --pins PIN
  curl --resolve ${one.host}:${server.port}:127.0.0.1 --cacert ${caFile} --pinnedpubkey sha256//PIN https://${one.host}:${server.port}/
${one.revoked.length === 0 ? '' : `A bundle revokes ${one.revoked.join(', ')}, which neither of the two is told.\n`}Ctrl-C ends it.`);

process.once('SIGINT', async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
