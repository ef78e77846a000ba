import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PinPlan, targets } from '@livepin/formats';
import { trusted } from './world.ts';

/** What is in force, and what is over: the two states in which each config is tried. */
export interface Plans {
  readonly live: PinPlan;
  readonly expired: PinPlan;
}

export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly caFile: string;
  /** Puts the files of a form below a folder, each with what is to stand before its text. @returns their paths */
  generate(id: string, plan: PinPlan, below: string, before?: string): Promise<string[]>;
  /** Puts any other file there. */
  write(name: string, text: string): Promise<string>;
}

/** @param given a folder; by default one of its own. Either is gone with it */
export async function openWorkplace(given?: string): Promise<Workplace> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'livepin-static-')));
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  return {
    folder,
    caFile: await write('trusted.pem', trusted),
    write,
    generate: (id, plan, below, before = '') => {
      const target = targets.find((candidate) => candidate.id === id)!;
      const { files } = target.generate(plan);
      return Promise.all(files.map(({ path, text }) => write(join(below, path), before + text)));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
