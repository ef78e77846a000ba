import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a user's programs keep what they must not lose, and no backup need hold: XDG state, or its like elsewhere. */
export function defaultFolder(app: string): string {
  const { env, platform } = process;
  const base =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support')
        : env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(base, 'livepin', app);
}
