import type { ReadProblem } from '../read-config.ts';
import { type PlistNode, repeatedEntries } from '../text/plist.ts';

/**
 * What stands again in the same dictionary: a property list keeps one of the two, and which one is seen nowhere.
 * @param root of the whole list: of its keys only this one counts
 */
export function repeatedKeys(
  root: PlistNode,
  rootKey: string,
  dictionaries: readonly (PlistNode | null | undefined)[],
): ReadProblem[] {
  const ofRoot = root.kind === 'dict' ? repeatedEntries(root).filter(({ key }) => key === rootKey) : [];
  const within = dictionaries.flatMap((node) => (node?.kind === 'dict' ? repeatedEntries(node) : []));
  return [...ofRoot, ...within].map(({ key, keySpan }) => ({
    rule: 'duplicate-host',
    sentence: `${key.slice(0, 100)} stands again below: only one of the two is kept.`,
    span: keySpan,
  }));
}
