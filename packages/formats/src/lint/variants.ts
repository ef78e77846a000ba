import { sourceSetOf } from './paths.ts';
import type { ProjectFile } from './rule.ts';

/**
 * Which of several files of one app a build takes: of Android those of one name in several source sets, of Apple property
 * lists beside each other (Info.plist, Info-Debug.plist). The first of a group is the one that others depart from.
 */
export function variantGroups(files: readonly ProjectFile[]): ProjectFile[][] {
  const groups = new Map<string, ProjectFile[]>();
  for (const file of files) {
    const key = groupOf(file.file.path);
    if (key === null || file.configs.length === 0) continue;
    const known = groups.get(key);
    if (known) known.push(file);
    else groups.set(key, [file]);
  }
  return Array.from(groups.values(), (group) => group.toSorted((a, b) => rankOf(a) - rankOf(b)));
}

/** Files that every build takes, or the one of several that others depart from. */
export function mainFiles(files: readonly ProjectFile[]): ProjectFile[] {
  const others = new Set(variantGroups(files).flatMap((group) => group.slice(1)));
  return files.filter((file) => !others.has(file));
}

function groupOf(path: string): string | null {
  const place = sourceSetOf(path);
  if (place && /^res\/xml/.test(place.rest)) return `${place.module}\n${place.rest}`;
  const plist = /^(.*\/)?([\w.-]*Info[\w.-]*)\.plist$/.exec(path);
  return plist ? `${plist[1] ?? ''}\nInfo.plist` : null;
}

function rankOf({ file: { path } }: ProjectFile): number {
  const place = sourceSetOf(path);
  if (place && /^res\//.test(place.rest)) return ['main', 'release'].indexOf(place.variant) === -1 ? 2 : 0;
  if (/(?:^|\/)Info\.plist$/.test(path)) return 0;
  return /release|prod/i.test(path) ? 1 : 2;
}
