// An app as a process of its own. It is given its options as JSON; it prints the version that is in force, does what it is
// told, and ends by itself: nothing of the client keeps a process alive.
import { livepin } from '@livepin/client';

interface Task {
  readonly app: string;
  readonly root: string;
  readonly seed: string;
  readonly sources: readonly string[];
  readonly store: string;
  /** Refresh for ever, to be killed in the middle of it. */
  readonly forEver: boolean;
}

const task = JSON.parse(process.argv[2]!) as Task;
const pinned = await livepin(task);
const tell = () => console.log(pinned.status().bundle?.version);
tell();
do {
  await pinned.refresh();
  tell();
} while (task.forEver);
