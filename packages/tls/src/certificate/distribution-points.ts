import { childrenOf, type Der, exactlyOf, expectTag, malformed, namedBitsOf, optionalOf, tags } from './der.ts';
import { parseNamePart } from './distinguished-name.ts';
import { parseAnyName } from './general-name.ts';

// CRL distribution points (RFC 5280 §4.2.1.13). No revocation list is ever fetched; the form is looked at, because
// OpenSSL takes no certificate where it is wrong. What stands in the addresses is nobody's concern here.

/** @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
export function checkDistributionPoints(value: Der): void {
  for (const point of childrenOf(expectTag(value, tags.sequence, 'the distribution points'))) {
    const members = childrenOf(expectTag(point, tags.sequence, 'a distribution point'));
    const [name, reasons, issuer] = optionalOf(members, [0xa0, 0x81, 0xa2], 'a distribution point');
    if (name) checkPointName(exactlyOf(name, 1, 'the name of a distribution point')[0]!);
    if (reasons) namedBitsOf({ ...reasons, tag: tags.bitString }, 'the reasons of a distribution point');
    if (issuer) checkNames(issuer);
    if (!name && (!issuer || issuer.content === issuer.end)) throw malformed('a distribution point points nowhere');
  }
}

function checkPointName(name: Der): void {
  if (name.tag === 0xa0) checkNames(name);
  else if (name.tag === 0xa1)
    parseNamePart({ ...name, tag: tags.set }); // relative to the name of the CA
  else throw malformed('a distribution point has no name');
}

function checkNames(list: Der): void {
  for (const name of childrenOf(list)) parseAnyName(name);
}
