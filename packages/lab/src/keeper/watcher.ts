// The lab's watcher: a process of its own that does what the lab has left undone, when the lab is no more.
// Usage: node watcher.ts LEDGER     the end of its standard input says that the lab is gone
// It has a session of its own: neither Ctrl-C nor a closed terminal ends it.
import { takeLedger } from './ledger.ts';
import { thisProcess } from './process-identity.ts';
import { settleLedger } from './settle-ledger.ts';

// Whoever stops a service or a session asks all its processes to end: this one does when its work is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdin.resume();
process.stdin.once('close', () => {
  // A lab that ended well has removed the ledger.
  const own = takeLedger(process.argv[2]!, thisProcess(), 'watcher');
  // What could not be undone stays in the ledger, for the next start of a lab to try, and to say.
  if (own !== null) void settleLedger(own, false);
});
