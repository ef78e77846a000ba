import type { SourceFile, Span } from '../read-config.ts';
import { codeIn, matchesIn } from './code.ts';
import { manifestsIn } from './manifests.ts';
import type { Project } from './rule.ts';

export interface MinSdk {
  readonly file: SourceFile;
  readonly level: number;
  readonly span: Span;
}

export interface Dependency {
  readonly file: SourceFile;
  /** "4.2.0" */
  readonly version: string;
  readonly span: Span;
}

const isGradle = /\.gradle(?:\.kts)?$/;

/** The oldest level of Android that an app can be installed on, wherever it is said as a number. */
export function minSdksIn(project: Project): MinSdk[] {
  const inGradle = codeIn(project, 'kotlin', 'groovy')
    .filter(({ file }) => isGradle.test(file.path))
    .flatMap((code) =>
      matchesIn(code, /minSdk(?:Version)? (?:= |\( )?(\d+)/).map(({ span, found }) => {
        const digits = found[1] ?? '';
        return { file: code.file, level: Number(digits), span: { start: span.end - digits.length, end: span.end } };
      }),
    );
  const inManifests = manifestsIn(project).flatMap(({ file, minSdk }) =>
    minSdk && /^\d+$/.test(minSdk.value) ? [{ file, level: Number(minSdk.value), span: minSdk.span }] : [],
  );
  const inCatalogs = project.files.flatMap(({ file }) =>
    /\.versions\.toml$/.test(file.path)
      ? versionsAt(file, file.text ?? '', /^[\w-]*min-?sdk[\w-]*[ \t]*=[ \t]*"(\d+)"/gim).map(({ version, span }) => ({
          file,
          level: Number(version),
          span,
        }))
      : [],
  );
  return [...inGradle, ...inManifests, ...inCatalogs];
}

/** The versions of OkHttp that build files, version catalogs and lock files name. */
export function okHttpVersions(project: Project): Dependency[] {
  return project.files.flatMap(({ file }) => {
    const { path, text } = file;
    if (text === null) return [];
    if (isGradle.test(path)) return inStrings(project, file);
    if (/\.versions\.toml$/.test(path)) return inCatalog(file, text);
    if (/(?:^|\/)gradle\.lockfile$/.test(path)) {
      return versionsAt(file, text, /^com\.squareup\.okhttp3:okhttp(?:-jvm|-android)?:(\d[\w.-]*)=/gm);
    }
    return [];
  });
}

/** The versions of React Native that the package and its lock file name. */
export function reactNativeVersions({ files }: Project): Dependency[] {
  return files.flatMap(({ file }) => {
    const { path, text } = file;
    if (text === null) return [];
    if (/(?:^|\/)package\.json$/.test(path))
      return versionsAt(file, text, /"react-native"\s*:\s*"[\^~>=v ]*(\d[\w.-]*)/g);
    if (/(?:^|\/)package-lock\.json$/.test(path)) {
      return versionsAt(file, text, /"node_modules\/react-native"\s*:\s*\{\s*"version"\s*:\s*"(\d[\w.-]*)"/g);
    }
    if (/(?:^|\/)yarn\.lock$/.test(path)) {
      return versionsAt(file, text, /^"?react-native@[^\n]*:\r?\n\s+version:? "?(\d[\w.-]*)/gm);
    }
    return [];
  });
}

/** Whether one version is older than another: by its numbers, of which those that are missing are 0. */
export function isOlder(version: string, than: string): boolean {
  const [own, other] = [numbersOf(version), numbersOf(than)];
  for (let at = 0; at < Math.max(own.length, other.length); at++) {
    const difference = (own[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] {
  return (/^[\d.]*/.exec(version)?.[0] ?? '')
    .split('.')
    .filter((part) => part !== '')
    .map(Number);
}

function inStrings(project: Project, file: SourceFile): Dependency[] {
  const code = codeIn(project, 'kotlin', 'groovy').find((each) => each.file === file);
  const strings = code?.program.source.tokens.filter((token) => token.kind === 'string') ?? [];
  return strings.flatMap((token) => {
    const found = /^.com\.squareup\.okhttp3:okhttp(?:-bom)?:(\d[\w.-]*)/.exec(token.text);
    const version = found?.[1];
    if (!found || version === undefined) return [];
    const end = token.span.start + found[0].length;
    return [{ file, version, span: { start: end - version.length, end } }];
  });
}

function inCatalog(file: SourceFile, text: string): Dependency[] {
  const direct = versionsAt(file, text, /"com\.squareup\.okhttp3:okhttp(?:-bom)?:(\d[\w.-]*)"/g);
  const beside = versionsAt(
    file,
    text,
    /^[^#\n]*"com\.squareup\.okhttp3:okhttp(?:-bom)?"[^#\n]*\bversion\s*=\s*"(\d[\w.-]*)"/gm,
  );
  // okhttp = { module = "com.squareup.okhttp3:okhttp", version.ref = "okhttp" }
  const names = Array.from(
    text.matchAll(/^[^#\n]*"com\.squareup\.okhttp3:okhttp(?:-bom)?"[^#\n]*\bversion\.ref\s*=\s*"([\w-]+)"/gm),
    ([, name]) => name ?? '',
  );
  const referred = [...new Set(names)].flatMap((name) =>
    versionsAt(file, text, new RegExp(`^${name}\\s*=\\s*"(\\d[\\w.-]*)"`, 'gm')),
  );
  return [...direct, ...beside, ...referred];
}

/** @param pattern its first group is the version, and ends it or stands before a mark */
function versionsAt(file: SourceFile, text: string, pattern: RegExp): Dependency[] {
  return Array.from(text.matchAll(pattern), (found) => {
    const version = found[1] ?? '';
    const start = found.index + found[0].lastIndexOf(version);
    return { file, version, span: { start, end: start + version.length } };
  });
}
