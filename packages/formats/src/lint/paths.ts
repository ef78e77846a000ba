import type { SourceFile } from '../read-config.ts';
import { type Language, scanSource } from '../text/source.ts';
import { Program } from '../text/values.ts';

const languages: Readonly<Record<string, Language>> = {
  kt: 'kotlin',
  kts: 'kotlin',
  java: 'java',
  swift: 'swift',
  m: 'objective-c',
  mm: 'objective-c',
  h: 'objective-c',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  dart: 'dart',
  go: 'go',
  cs: 'csharp',
  py: 'python',
  gradle: 'groovy',
};

/** By the end of its name; null for what is no program. */
export function languageOf(path: string): Language | null {
  return languages[/\.([a-z]+)$/.exec(path)?.[1] ?? ''] ?? null;
}

/** Whether a file goes into builds for developers alone: a source set or a config of Android's debug builds. */
export function isDebugOnly(path: string): boolean {
  return /(?:^|\/)src\/(?:debug|[a-z]\w*Debug|androidTest\w*|test\w*)\//.test(path) || /_debug\.xml$/.test(path);
}

/** Whether a program is one of the project's own tests. */
export function isTest(path: string): boolean {
  return (
    /(?:^|\/)(?:src\/(?:androidTest|test)\w*|__tests__|__mocks__|tests?|[A-Z]\w*Tests|integration_test)\//.test(path) ||
    /(?:\.(?:test|spec)\.[cm]?[jt]sx?|_test\.(?:dart|go)|Tests?\.(?:kt|java|swift|m|cs)|(?:^|\/)test_[^/]*\.py)$/.test(
      path,
    )
  );
}

/** The source set of Android that a file is in: of "app/src/paid/res/xml/a.xml", module "app" and variant "paid". */
export function sourceSetOf(
  path: string,
): { readonly module: string; readonly variant: string; readonly rest: string } | null {
  const parts = /^(.*?)(?:^|\/)src\/([^/]+)\/(.+)$/.exec(path);
  if (!parts) return null;
  return { module: parts[1] ?? '', variant: parts[2] ?? '', rest: parts[3] ?? '' };
}

const programs = new WeakMap<SourceFile, Program>();

/** The program in a file, read once; null for what is none, and for the project's own tests. */
export function programOf(file: SourceFile): Program | null {
  const language = languageOf(file.path);
  if (language === null || file.text === null || isTest(file.path)) return null;
  const known = programs.get(file) ?? new Program(scanSource(file.text, language));
  programs.set(file, known);
  return known;
}
