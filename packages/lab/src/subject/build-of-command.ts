import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { findCommand } from '../evidence/build-hash.ts';

/** What a report is bound to by hashes where nobody says what is tested. */
export interface BuildOfCommand {
  /** Files: what the command begins with, and before it what that was told to run. */
  readonly paths: readonly string[];
  /** That those are not what is tested, a sentence; null where they may be. */
  readonly warning: string | null;
}

// Shells, interpreters and virtual machines: what they are told to run is what is tested.
const interpreters =
  /^(?:node|nodejs|deno|bun|tsx|ts-node|python|pypy|ruby|perl|php|lua|java|dotnet|mono|pwsh|powershell|sh|bash|dash|zsh|fish|ksh|busybox)$/;
// Runners of packages, builds and tests, and programs that start another in a place of its own.
const runners =
  /^(?:npm|npx|pnpm|pnpx|yarn|bunx|corepack|jest|vitest|playwright|cypress|mocha|pytest|tox|uv|uvx|poetry|pipenv|pipx|bundle|rake|rspec|composer|phpunit|make|cmake|ctest|just|task|ninja|bazel|gradle|gradlew|mvn|mvnw|sbt|ant|go|cargo|swift|xcodebuild|flutter|dart|docker|podman|env|timeout|nice|nohup|sudo|xvfb-run|stdbuf|time|adb|maestro|appium)$/;

/**
 * What stands for what is tested where no build is named: the program, and of an interpreter the files that its arguments name.
 * @param searchPath as in PATH
 * @param folder in which relative names begin
 */
export async function buildOfCommand(
  [program, ...arguments_]: readonly [string, ...string[]],
  searchPath: string,
  folder: string,
): Promise<BuildOfCommand> {
  const found = await findCommand(program, searchPath, folder);
  const name = plainNameOf(program);
  const isInterpreter = interpreters.test(name);
  const scripts = isInterpreter ? await filesAmong(arguments_, folder) : [];
  const paths = [...scripts, ...(found === null ? [] : [found])];
  if (!isInterpreter && !runners.test(name)) return { paths, warning: null };
  const bound = [...scripts, name].join(' and ');
  return {
    paths,
    warning: `Without --build the hash in this report is the one of ${bound}: it does not say which build of the app was tested. Name that with --build.`,
  };
}

/** "python" of /usr/bin/python3.12, "gradlew" of ./gradlew, "npm" of npm.cmd */
function plainNameOf(program: string): string {
  return basename(program.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|ps1)$/, '')
    .replace(/(?<=[a-z])-?\d[\d.]*$/, '');
}

async function filesAmong(arguments_: readonly string[], folder: string): Promise<string[]> {
  const are = await Promise.all(arguments_.map((one) => isReadableFile(resolve(folder, one))));
  return arguments_.filter((one, at) => one !== '' && are[at]);
}

async function isReadableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // an option, or another word that names no file
  }
}
