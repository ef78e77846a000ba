import type { ReadConfig, ReadEntry, ReadProblem, SourceFile } from '../read-config.ts';
import type { ReadOnlyForm } from '../target.ts';
import {
  inQuotes,
  type JsonNode,
  type JsonObject,
  memberOf,
  parseJsonText,
  repeatedMembers,
  stringsIn,
} from '../text/json.ts';
import { hostOf, strictPin } from '../text/read-pin.ts';
import { unreadable } from '../text/unreadable.ts';

const id = 'approov';
const type = 'public-key-sha256';

/**
 * Pins as Approov's SDK gives them (`getPinsJSON("public-key-sha256")`): a list for each domain, empty where those of "*",
 * its managed trust roots, hold. Also with the type around the map, or "pins" around that.
 */
export const approov: ReadOnlyForm = {
  id,
  title: 'Approov, pins as JSON',
  reader: {
    recognizes: (file) =>
      file.text !== null &&
      /^\s*\{/.test(file.text) &&
      // A star is the name of other lists too: of paths, in the tsconfig.json of many projects.
      (file.text.includes(`"${type}"`) || (/"\*"\s*:\s*\[/.test(file.text) && /"[\w+/]{43}="/.test(file.text))),
    read,
  },
};

function read(file: SourceFile): ReadConfig {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return { target: id, entries: [], problems: [unreadable(text)] };
  const map = mapIn(text.root);
  if (!map) {
    const sentence = 'The file has no map of domains to lists of pins.';
    return { target: id, entries: [], problems: [{ rule: 'unreadable-file', sentence, span: text.root.span }] };
  }
  const roots = memberOf(map, '*')?.value;
  const entries = map.members
    .filter(({ name }) => name !== '*')
    .map(({ name, nameSpan, value }): ReadEntry => {
      const own = stringsIn(value);
      const pins = own.length > 0 ? own : stringsIn(roots);
      return {
        host: { text: name, span: nameSpan, host: hostOf(name) },
        coverage: 'host',
        pins: pins.map((node) => ({ text: node.value, span: inQuotes(node), of: 'key', pin: strictPin(node.value) })),
        isEnforced: true,
        expires: null,
        span: { start: nameSpan.start - 1, end: value.span.end },
      };
    });
  const problems = repeatedMembers(map).map(({ name, nameSpan: span }): ReadProblem => {
    return { rule: 'duplicate-host', sentence: `${name} stands again below: only one of the two is kept.`, span };
  });
  return { target: id, entries, problems };
}

function mapIn(root: JsonNode): JsonObject | null {
  const typed = memberOf(memberOf(root, 'pins')?.value ?? root, type)?.value;
  const map = typed ?? root;
  return map.kind === 'object' && map.members.every(({ value }) => value.kind === 'array') ? map : null;
}
