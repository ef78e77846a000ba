import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { folderStore } from '../src/node/folder-store.ts';

// The file system is the real one; only when another process acts is chosen.
vi.mock('node:fs/promises', { spy: true });

test('a state that another process puts another in place of, between listing and reading, is not missed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-store-'));
  try {
    const [ours, theirs] = [folderStore(folder, 'app'), folderStore(folder, 'app')];
    const old = await theirs.save('old', []);
    const { readdir: list } = await vi.importActual<{ readdir(path: string): Promise<string[]> }>('node:fs/promises');
    vi.mocked(readdir as unknown as typeof list).mockImplementationOnce(async (path) => {
      const names = await list(path);
      await theirs.save('new', [old]);
      return names;
    });
    expect(await ours.load()).toMatchObject([{ text: 'new' }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
