// A lab for the tests: changes three things, says so in a line of JSON, and ends as it is told.
// Usage: node a-lab.ts STATE_FOLDER FOLDER MARK ENDING
//   FOLDER   is made, and minded     MARK   a file that the undo command writes a line to
//   ENDING   return, throw, exit, wait
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { openKeeper } from '../../src/keeper/keeper.ts';

const [state, folder, mark, ending] = process.argv.slice(2) as [string, string, string, string];
await using keeper = await openKeeper(state);
keeper.mind({ kind: 'folder', path: folder });
mkdirSync(folder);
writeFileSync(`${folder}/ca.pem`, 'public');
keeper.mind({ kind: 'command', argv: ['sh', '-c', 'echo "back as it was" >> "$1"', 'sh', mark], says: 'the mark' });
// One that has a child of its own, and one that does not end when it is asked to.
const app = spawn('sh', ['-c', 'sleep 600 & trap "" TERM; echo $!; while :; do sleep 600; done'], {
  detached: true,
  stdio: ['ignore', 'pipe', 'ignore'],
});
keeper.mind({ kind: 'process-group', pid: app.pid! });
for await (const line of app.stdout.setEncoding('utf8')) {
  console.log(JSON.stringify({ app: app.pid, child: Number(line), restored: keeper.restored }));
  break;
}
app.unref();
if (ending === 'throw') throw new Error('on purpose');
if (ending === 'exit') process.exit(3);
if (ending === 'wait') await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()));
