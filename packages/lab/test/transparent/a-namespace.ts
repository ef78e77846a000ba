// A lab for the tests: opens a namespace, runs a program in it, says so in a line of JSON, and waits.
// Usage: node a-namespace.ts STATE_FOLDER
import { readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openKeeper } from '../../src/keeper/keeper.ts';
import { openNamespace } from '../../src/transparent/namespace.ts';

await using keeper = await openKeeper(process.argv[2]!);
const namespace = await openNamespace({
  keeper,
  accept: (stream) => stream.destroy(),
  acceptDatagram: () => {},
  exists: async () => true,
  announcesHttp3: () => false,
});
if ('missing' in namespace) throw new Error(namespace.missing);
await using _ = namespace;
// One that leaves its group and its session, and would go on for ever.
const script = 'setsid sleep 600 & trap "" TERM; id -u; grep CapEff /proc/self/status; while :; do sleep 600; done';
const app = namespace.spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
const lines = createInterface({ input: app.stdout! })[Symbol.asyncIterator]();
const [user, capabilities] = [await lines.next(), await lines.next()].map(({ value }) => String(value));
const network = readlinkSync(`/proc/${app.pid}/ns/net`);
console.log(JSON.stringify({ app: app.pid, network, user: Number(user), capabilities: capabilities!.split('\t')[1] }));
await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()));
