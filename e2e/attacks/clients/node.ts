import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { findEngineFile } from '../../system.ts';
import { positions } from '../case.ts';
import { buildFolder } from './build-folder.ts';
import { type Client, startProcess } from './client.ts';

const programs: Readonly<Record<number, () => ReturnType<typeof findEngineFile>>> = {
  22: () => findEngineFile('node-22-linux-x64/bin/node'),
  24: () => ({ path: process.execPath }),
  26: () => findEngineFile('node-26-linux-x64/bin/node'),
};

export const livepins: readonly Client[] = [24, 22, 26].map((major) => ({
  id: `livepin-${major}`,
  name: `Livepin, Node ${major}`,
  how: '`@livepin/client`: a path that passes RFC 5280 validation, on top of the platform’s verdict',
  positions,
  knowsRevocation: true,
  async start() {
    const found = programs[major]!();
    return 'missing' in found ? found : startProcess(found.path, await bundled('livepin-process.ts'));
  },
}));

const recipe = (id: string, name: string, how: string): Client => ({
  id,
  name,
  how,
  positions,
  knowsRevocation: false,
  start: () => startProcess(process.execPath, fileURLToPath(new URL('recipe-process.ts', import.meta.url)), id),
});

export const recipes: readonly Client[] = [
  recipe('walk', 'Node, walk', 'through `getPeerCertificate(true)` and its `issuerCertificate`s'),
  recipe('signatures', 'Node, signatures', 'whatever names and good signatures lead to, up to a trust anchor'),
  recipe('pins-only', 'Node, pins only', 'the walk, in place of verification (`rejectUnauthorized: false`)'),
];

const bundles = new Map<string, Promise<string>>();

/** The program as one file that every Node runs; without its types, and with newer syntax lowered, as it is published. */
function bundled(name: string): Promise<string> {
  const known = bundles.get(name) ?? bundle(name);
  bundles.set(name, known);
  return known;
}

async function bundle(name: string): Promise<string> {
  const file = join(await buildFolder(), name.replace(/\.ts$/, '.mjs'));
  const build = await rolldown({
    input: fileURLToPath(new URL(name, import.meta.url)),
    platform: 'node',
    transform: { target: 'node22' },
    external: 'undici',
    logLevel: 'silent',
  });
  await build.write({ file });
  await build.close();
  return file;
}
