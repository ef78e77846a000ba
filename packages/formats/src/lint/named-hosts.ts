import type { Host } from '@livepin/core';
import { hostOf } from '../text/read-pin.ts';
import { languageOf, programOf } from './paths.ts';
import type { Project, ProjectFile } from './rule.ts';

const maxHosts = 2000;
const inUrl = /\b(?:https|wss):\/\/(?:[^/?#@\s"'<>]*@)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?=[:/?#"'\s<]|$)/g;
// Links that open the app name its hosts too.
const inManifest = /\bandroid:host="([A-Za-z0-9][A-Za-z0-9.-]*)"/g;

export interface NamedHost {
  readonly name: Host;
  readonly path: string;
}

/** Hosts that files of the project name in URLs, each once: in the strings of programs, and anywhere in other files. */
export function namedHosts({ files }: Project): NamedHost[] {
  const names = new Map<Host, NamedHost>();
  for (const file of files) {
    for (const text of textsIn(file)) {
      for (const pattern of [inUrl, inManifest]) {
        for (const [, written = ''] of text.matchAll(pattern)) {
          const name = hostOf(written);
          if (name === null || names.has(name)) continue;
          names.set(name, { name, path: file.file.path });
          if (names.size === maxHosts) return [...names.values()];
        }
      }
    }
  }
  return [...names.values()];
}

function textsIn({ file }: ProjectFile): string[] {
  if (languageOf(file.path) === null) return /\.lock$|-lock\.json$/.test(file.path) ? [] : [file.text ?? ''];
  const tokens = programOf(file)?.source.tokens ?? [];
  return tokens.flatMap((token) =>
    token.kind === 'string' ? token.parts.filter(({ kind }) => kind === 'text').map(({ text }) => text) : [],
  );
}
