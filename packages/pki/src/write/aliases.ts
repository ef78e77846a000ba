import type { Certificate } from '@livepin/tls';

/** In characters; a common name can be of any length. */
const maxLength = 200;

/**
 * Gives each entry of a key store its name, none twice: Java does not tell upper from lower case.
 * @returns a function to be called once for each entry: with the name that people gave it, or none
 */
export function aliasesFrom(chosen: string | undefined): (given: string | undefined, subject?: Certificate) => string {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (given, subject) => {
    const named = chosen ?? given ?? subject?.commonNames[0] ?? (subject ? 'certificate' : 'key');
    const wanted = named.slice(0, maxLength);
    let alias = wanted;
    // On from the last one: of thousands with one name each would try the numbers of all before it.
    let count = counts.get(wanted) ?? 1;
    while (taken.has(alias.toLowerCase())) alias = `${wanted}-${++count}`;
    counts.set(wanted, count);
    taken.add(alias.toLowerCase());
    return alias;
  };
}
