import { LivepinError } from '@livepin/core';
import {
  formsOf,
  type Loss,
  type NamedConfig,
  namedKeys,
  type ReadConfig,
  type ReadOnlyForm,
  type SourceFile,
  sourceFileOf,
  type Target,
} from '@livepin/formats';
import { nameOf, readInput } from '../files.ts';

/** A file with static pins in it, in each form that it is in. */
export interface StaticFile {
  readonly file: SourceFile;
  readonly read: readonly { readonly form: Target | ReadOnlyForm; readonly config: ReadConfig }[];
}

export function staticFileOf(path: string, bytes: Uint8Array): StaticFile {
  const file = sourceFileOf(path, bytes);
  return { file, read: formsOf(file).map((form) => ({ form, config: form.reader!.read(file) })) };
}

/** @throws {LivepinError} LP_FILE_UNREADABLE */
export async function readStaticFile(path: string): Promise<StaticFile> {
  return staticFileOf(nameOf(path), await readInput(path));
}

export function configsOf(files: readonly StaticFile[]): NamedConfig[] {
  return files.flatMap(({ file, read }) =>
    read.map(({ form, config }) => ({
      path: file.path,
      config,
      ...(form.id === 'plain-json' && { keys: namedKeys(file) }),
    })),
  );
}

/** @param losses why what was read is none */
export function withoutPins(path: string, losses: readonly Loss[] = []): LivepinError<'LP_CONFIG_WITHOUT_PINS'> {
  const why = losses.slice(0, 3).map(({ sentence }) => ` ${sentence}`);
  const what = losses.length > 0 ? 'static pins that can be used' : 'static pins in a form that is known here';
  return new LivepinError('LP_CONFIG_WITHOUT_PINS', `${path} holds no ${what}.${why.join('')}`);
}

/** Line and column of a place, both from 1; null in a binary file. */
export function lineAndColumn({ text }: SourceFile, at: number): { line: number; column: number } | null {
  if (text === null) return null;
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
