const context = 3;

interface Hunk {
  /** Lines before it, in the old text and in the new. */
  readonly at: number;
  readonly newAt: number;
  readonly lines: readonly string[];
}

/**
 * What `diff -u` prints of two texts, as `git apply` and `patch -p1` take it; empty where they are the same.
 * @param path from the folder that the patch is for, with slashes
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const head = [`--- a/${path}`, `+++ b/${path}`];
  return `${[...head, ...hunksOf(changes(old, fresh)).flatMap(textOf)].join('\n')}\n`;
}

/** With their ends, since a change of those is one too. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Change {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** What both begin and end with is set aside: between, a longest common subsequence of lines decides. */
function changes(old: readonly string[], fresh: readonly string[]): Change[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const kept = (line: string): Change => ({ kind: ' ', line });
  return [
    ...old.slice(0, head).map(kept),
    ...between(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...old.slice(old.length - tail).map(kept),
  ];
}

// A table of old times new lines: beyond this, the whole stretch is shown as changed.
const maxTable = 4_000_000;

function between(old: readonly string[], fresh: readonly string[]): Change[] {
  const gone = (line: string): Change => ({ kind: '-', line });
  const come = (line: string): Change => ({ kind: '+', line });
  if (old.length * fresh.length > maxTable) return [...old.map(gone), ...fresh.map(come)];
  const width = fresh.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        old[i] === fresh[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const result: Change[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      result.push({ kind: ' ', line: old[i]! });
      i++;
      j++;
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) result.push(gone(old[i++]!));
    else result.push(come(fresh[j++]!));
  }
  return [...result, ...old.slice(i).map(gone), ...fresh.slice(j).map(come)];
}

/** Stretches of changes with the lines around them; those whose surroundings meet are one. */
function hunksOf(all: readonly Change[]): Hunk[] {
  const near = new Set<number>();
  for (const [index, { kind }] of all.entries()) {
    if (kind === ' ') continue;
    for (let at = Math.max(0, index - context); at <= index + context && at < all.length; at++) near.add(at);
  }
  const hunks: { at: number; newAt: number; lines: string[] }[] = [];
  let [at, newAt] = [0, 0];
  for (const [index, { kind, line }] of all.entries()) {
    if (near.has(index)) {
      if (!near.has(index - 1)) hunks.push({ at, newAt, lines: [] });
      hunks.at(-1)?.lines.push(kind + line);
    }
    if (kind !== '+') at++;
    if (kind !== '-') newAt++;
  }
  return hunks;
}

function textOf({ at, newAt, lines }: Hunk): string[] {
  const count = (other: '-' | '+') => lines.filter((line) => !line.startsWith(other)).length;
  const range = (start: number, length: number) => `${length === 0 ? start : start + 1},${length}`;
  const head = `@@ -${range(at, count('+'))} +${range(newAt, count('-'))} @@`;
  return [
    head,
    ...lines.flatMap((line) => (line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file'])),
  ];
}
