import { execFile } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findLibraries } from '../maven.ts';
import { type Found, findProgram } from '../system.ts';
import type { Plans, Workplace } from './workplace.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('jvm/', import.meta.url));
const kotlin = ['okhttp-kotlin', 'ktor'];
const java = ['okhttp-java', 'httpurlconnection', 'httpurlconnection-android', 'cronet'];

export async function findJvmLibraries(): Promise<Found> {
  const compiler = findProgram('javac');
  return 'missing' in compiler ? compiler : findLibraries(join(source, 'pom.xml'));
}

/**
 * Kotlin first: Java's driver calls it. Each config stands in a package of its own.
 * @param folder of the libraries
 * @returns the class path with which "Driver" is started
 */
export async function compileJvmDriver(place: Workplace, folder: string, plans: Plans): Promise<string> {
  for (const id of [...kotlin, ...java]) {
    for (const [state, stated] of Object.entries(plans)) {
      const name = `${id.replaceAll('-', '_')}.${state}`;
      const end = java.includes(id) ? ';' : '';
      await place.generate(
        id,
        stated,
        join(java.includes(id) ? 'java' : 'kotlin', id, state),
        `package ${name}${end}\n`,
      );
    }
  }
  const classes = join(place.folder, 'classes');
  const jars = join(folder, '*');
  const kotlinFiles = [join(source, 'KtorRequest.kt')];
  // What is for iOS needs a Mac.
  const generated = await filesLike(join(place.folder, 'kotlin/**/*.kt'));
  kotlinFiles.push(...generated.filter((file) => !file.includes('iosMain')));
  // Kotlin's compiler knows no "*" in its own class path.
  const libraryPath = (await filesLike(join(folder, '*.jar'))).join(':');
  const options = ['-no-stdlib', '-no-reflect', '-Werror', '-classpath', libraryPath, '-d', classes];
  await run('java', ['-cp', jars, 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler', ...options, ...kotlinFiles]);
  const javaFiles = [join(source, 'Driver.java')];
  for (const pattern of [join(place.folder, 'java/**/*.java'), join(source, 'stubs/**/*.java')]) {
    javaFiles.push(...(await filesLike(pattern)));
  }
  await run('javac', ['-Xlint:all', '-Werror', '-cp', `${classes}:${jars}`, '-d', classes, ...javaFiles]);
  return `${classes}:${jars}`;
}

async function filesLike(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  return files;
}
