import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const vectors = new URL('../../spec/vectors/', import.meta.url);

/** The vectors and the program that runs them as one classic script, as a bundler makes it of an app. */
export async function buildScript(): Promise<string> {
  const names = readdirSync(vectors, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const all = Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(new URL(name, vectors), 'utf8'))]));
  const bundle = await rolldown({
    input: fileURLToPath(new URL('entry.ts', import.meta.url)),
    platform: 'neutral',
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'iife' });
  await bundle.close();
  return `globalThis.livepinVectors = ${JSON.stringify(all)};\n${output[0].code}`;
}

/** The same after the Babel transforms that React Native applies for Hermes. */
export async function transformForHermes(script: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const babel = require('@babel/core');
  const preset = [
    require('@react-native/babel-preset'),
    { unstable_transformProfile: 'default', enableBabelRuntime: false, disableImportExportTransform: true },
  ];
  const options = {
    presets: [preset],
    babelrc: false,
    configFile: false,
    compact: false,
    filename: 'livepin.js',
    sourceType: 'script',
  };
  return (await babel.transformAsync(script, options)).code;
}
