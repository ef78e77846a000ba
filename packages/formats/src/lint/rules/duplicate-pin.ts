import { a, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, keyOf, listsIn, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { withoutRepeats } from '../without-repeats.ts';

export const duplicatePin: Rule = {
  id: 'duplicate-pin',
  title: 'Pin listed twice',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning: 'One pin stands twice in a list, so that it looks as if there were a backup more than there is.',
  repair: 'Remove it, and count again: two different pins are needed.',
  fixes: 'Removes the second one where the form can be rewritten in place.',
  standards: ['MASVS-NETWORK-2', 'RFC 7469'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, a])) }, at: [a] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b, c])) } },
  check(project) {
    const lists = listsIn(project).filter(({ pins }) => new Set(pins.map(keyOf)).size < pins.length);
    const fixes = withoutRepeats(lists);
    return lists.flatMap((list) => {
      const seen = new Set<string>();
      const fix = fixes.get(list);
      return list.pins.flatMap((each) => {
        const key = keyOf(each);
        if (!seen.has(key)) {
          seen.add(key);
          return [];
        }
        const sentence = `This pin of ${namesOf(list.places)} stands in the list already.`;
        return [found(each.place, each.pin.span, sentence, fix ? { fix } : {})];
      });
    });
  },
};
