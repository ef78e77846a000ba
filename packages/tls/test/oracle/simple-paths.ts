import type { PkiCertificate, RandomPki } from './random-pki.ts';

const maxDepth = 8;

/**
 * Every line of certificates, leaf first, whose names lead to an anchor and on which no holder (a name with its key) stands
 * twice: what OpenSSL is asked about, one by one. By what the generator says of the names, not by what a parser reads.
 */
export function simplePathsOf({ leaf, sent, anchors }: RandomPki): PkiCertificate[][] {
  const all = [...new Set([...sent, ...anchors])];
  const paths: PkiCertificate[][] = [];
  const extend = (path: readonly PkiCertificate[]) => {
    const last = path[path.length - 1]!;
    if (anchors.includes(last)) paths.push([...path]);
    if (path.length === maxDepth) return;
    for (const issuer of all) {
      const isIssuer = plain(issuer.subject) === plain(last.issuer);
      const isKnown = path.some((one) => plain(one.subject) === plain(issuer.subject) && one.pin === issuer.pin);
      if (isIssuer && !isKnown) extend([...path, issuer]);
    }
  };
  extend([leaf]);
  return paths;
}

/** Names in different spellings are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/ +/g, ' ');
}
