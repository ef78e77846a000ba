// Sources run as they are: in the workspace, exports name TypeScript files. What is published names what is built of them.

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** What of a manifest only the workspace needs. */
const workspaceOnly = new Set(['private', 'scripts', 'devDependencies']);
const source = /^\.\/src\/(.+)\.ts$/;

/** @throws {Error} an export or a command is not a TypeScript file below src */
export function publishedManifest(manifest: Manifest): Record<string, unknown> {
  const kept = Object.entries(manifest).filter(([name]) => !workspaceOnly.has(name));
  return {
    ...Object.fromEntries(kept),
    ...(manifest.bin ? { bin: mapValues(manifest.bin, (path) => builtFrom(path, 'js')) } : {}),
    exports: mapValues(manifest.exports, (path) => ({
      types: builtFrom(path, 'd.ts'),
      default: builtFrom(path, 'js'),
    })),
    files: ['dist'],
  };
}

function builtFrom(path: string, extension: string): string {
  const [, name] = source.exec(path) ?? [];
  if (name === undefined) throw new Error(`${path} is not a TypeScript file below ./src.`);
  return `./dist/${name}.${extension}`;
}

function mapValues<V, W>(object: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
