import { type BinaryText, binaryOf, textOf } from './binary-text.ts';
import type { Canary } from './canary.ts';
import { encodingOf, type Finding, FoundPlaces } from './finding.ts';
import type { Layer, Span } from './layers.ts';
import { type Run, type Spelling, spellingsOf } from './spellings.ts';

const known = new WeakMap<readonly Canary[], readonly Spelling[]>();

function spellingsOfAll(canaries: readonly Canary[]): readonly Spelling[] {
  const spellings = known.get(canaries) ?? canaries.flatMap(spellingsOf);
  known.set(canaries, spellings);
  return spellings;
}

/**
 * Every place that holds a canary, in any spelling and under any encoding; each place once, with the plainest of both.
 * @param layers of one text
 */
export function findCanaries(layers: readonly Layer[], canaries: readonly Canary[]): readonly Finding[] {
  return findSpellings(layers, spellingsOfAll(canaries));
}

/** Every place that holds one of the values as it is, under any encoding. */
export function findValues(layers: readonly Layer[], values: readonly BinaryText[]): readonly Finding[] {
  return findSpellings(
    layers,
    values.map((value) => ({
      canary: { name: 'as found elsewhere', value: textOf(value) },
      encoding: 'as it is',
      written: value,
      ignoresCase: false,
      run: null,
    })),
  );
}

function findSpellings(layers: readonly Layer[], spellings: readonly Spelling[]): readonly Finding[] {
  const findings: Finding[] = [];
  const places = new FoundPlaces(layers[0]!.text.length);
  for (const layer of layers) {
    const inLowerCase = layer.text.toLowerCase();
    for (const { canary, encoding, written, ignoresCase, run } of spellings) {
      const text = ignoresCase ? inLowerCase : layer.text;
      for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + written.length)) {
        const inner = { start: at, end: at + written.length };
        // Asked first, so that a run is walked along once, however often it holds the canary.
        if (places.has(canary, layer.origin(inner))) continue;
        const span = layer.origin(wholeRun(layer.text, inner, run));
        places.add(canary, span);
        const { name, value } = canary;
        findings.push({ kind: 'canary', name, encoding: encodingOf(layer, encoding), value: binaryOf(value), span });
      }
    }
  }
  return findings;
}

/** Only the inner part of what is base64 is searched for; what is hidden later is all of it. */
function wholeRun(text: BinaryText, { start, end }: Span, run: Run | null): Span {
  if (!run) return { start, end };
  let [first, last] = [start, end];
  while (first > 0 && run.before.test(text.charAt(first - 1))) first--;
  while (last < text.length && run.after.test(text.charAt(last))) last++;
  return { start: first, end: last };
}
