import type { Certificate } from '@livepin/tls';

/** In characters; a common name can be of any length. */
const maxLength = 200;

/**
 * Gives each entry of a key store its name, none twice: Java does not tell upper from lower case.
 * @returns a function to be called once for each entry: with the name that people gave it, or none
 */
export function aliasesFrom(chosen: string | undefined): (given: string | undefined, subject?: Certificate) => string {
  const taken = new Set<string>();
  return (given, subject) => {
    const named = chosen ?? given ?? subject?.commonNames[0] ?? (subject ? 'certificate' : 'key');
    const wanted = named.slice(0, maxLength);
    let alias = wanted;
    for (let count = 2; taken.has(alias.toLowerCase()); count++) alias = `${wanted}-${count}`;
    taken.add(alias.toLowerCase());
    return alias;
  };
}
