import { execFile } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLibraries } from '../maven.ts';
import { describeWith, findProgram } from '../system.ts';
import { type Driver, startDriver } from './driver.ts';
import { openWorkplace, testCases, type Workplace } from './trial.ts';
import { cases, expiredPlan, plan } from './world.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('jvm/', import.meta.url));
const kotlin = ['okhttp-kotlin', 'ktor'];
const java = ['okhttp-java', 'httpurlconnection', 'httpurlconnection-android', 'cronet'];

const compiler = findProgram('javac');
const libraries = 'missing' in compiler ? compiler : await findLibraries(join(source, 'pom.xml'));

describeWith(libraries, 'what is generated for the JVM', (folder) => {
  let place: Workplace;
  let driver: Driver;
  beforeAll(async () => {
    place = await openWorkplace();
    await compile(place, folder);
    const hosts = ['unpinned.example', ...cases.map(({ host }) => host)];
    const hostsFile = await place.write('hosts', [...new Set(hosts)].map((host) => `127.0.0.1 ${host}\n`).join(''));
    const classes = `${join(place.folder, 'classes')}:${join(folder, '*')}`;
    const parameters = [`-Djdk.net.hosts.file=${hostsFile}`, '-cp', classes, 'Driver'];
    driver = startDriver('java', [...parameters, place.caFile, join(place.folder, 'trusted.p12')], {});
  }, 120_000);
  afterAll(async () => {
    await driver?.[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });
  const ask = (id: string) => (host: string, port: number, isExpired: boolean) =>
    driver.ask(`${id}/${isExpired ? 'expired' : 'live'}`, host, port);

  const notTrusted = /unable to find valid certification path|not verified|No (subject alternative|name matching)/;
  describe.each(['okhttp-kotlin', 'okhttp-java', 'ktor'])('%s', (id) => {
    testCases(ask(id), { 'no pinned key': /Certificate pinning failure!/, 'not trusted': notTrusted }, [
      'most-specific',
      'exclusion',
    ]);
  });
  describe.each(['httpurlconnection', 'httpurlconnection-android'])('%s', (id) => {
    testCases(ask(id), { 'no pinned key': /No pinned key on the path to/, 'not trusted': notTrusted });
  });
  test('Cronet is told every pin, and that no CA is free of them', async () => {
    const pinned = plan.hosts.map(({ host, subdomains, keys }) => {
      const pins = keys.map(({ pin }) => pin).sort();
      return `${host} ${pins.join(',')} ${subdomains} ${plan.expires! * 1000}`;
    });
    const calls = [...pinned.sort(), 'bypass false'].join(' | ');
    await expect(driver.ask('cronet/live', 'any.example', 1)).rejects.toThrow(calls);
  });
});

/** Kotlin first: Java's driver calls it. Each config stands in a package of its own. */
async function compile(place: Workplace, folder: string): Promise<void> {
  for (const id of [...kotlin, ...java]) {
    for (const [state, stated] of [
      ['live', plan],
      ['expired', expiredPlan],
    ] as const) {
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
}

async function filesLike(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  return files;
}
