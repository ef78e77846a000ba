import { childrenOf, type Der, exactlyOf, expectTag, malformed, namedBitsOf, tags } from './der.ts';
import { parseNamePart } from './distinguished-name.ts';
import { parseAnyName } from './general-name.ts';

// CRL distribution points (RFC 5280 §4.2.1.13). No revocation list is ever fetched; the form is looked at, because
// OpenSSL takes no certificate where it is wrong. What stands in the addresses is nobody's concern here.

/** @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
export function checkDistributionPoints(value: Der): void {
  for (const point of childrenOf(expectTag(value, tags.sequence, 'the distribution points'))) {
    const members = childrenOf(expectTag(point, tags.sequence, 'a distribution point'));
    if (members.some(({ tag }, at) => at > 0 && (tag & 0x1f) <= (members[at - 1]!.tag & 0x1f)))
      throw malformed('the parts of a distribution point are out of order');
    if (!members.some(({ tag }) => tag !== 0x81)) throw malformed('a distribution point has neither name nor issuer');
    for (const member of members) checkMember(member);
  }
}

function checkMember(member: Der): void {
  if (member.tag === 0xa0) checkPointName(exactlyOf(member, 1, 'the name of a distribution point')[0]!);
  else if (member.tag === 0x81) namedBitsOf({ ...member, tag: tags.bitString }, 'the reasons of a distribution point');
  else if (member.tag === 0xa2) checkNames(member);
  else throw malformed('a distribution point holds something else');
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
