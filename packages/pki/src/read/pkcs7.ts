import { wholeOf } from '@livepin/tls/der';
import { type Ber, BerFault, dottedOf, expectBer, partsOf, sequenceOf } from './ber.ts';

const signedData = '1.2.840.113549.1.7.2';
const certificate = 0x30;

/**
 * The certificates of a SignedData (RFC 5652 §5.1), signed or, as in .p7b files, not: its signatures are not looked at.
 * Attribute certificates and revocation lists are left out.
 * @param container a ContentInfo
 * @throws {BerFault}
 */
export function certificatesOfPkcs7(container: Ber): Uint8Array[] {
  const [type, content] = sequenceOf(container, 'the container');
  if (dottedOf(type) !== signedData) throw new BerFault('it is no SignedData');
  const [data] = partsOf(expectBer(content, 0xa0, 'the content'));
  const set = sequenceOf(data, 'the SignedData').find(({ tag }) => tag === 0xa0);
  if (!set) return [];
  return partsOf(set)
    .filter(({ tag }) => tag === certificate)
    .map((element) => wholeOf({ ...element, end: element.next }));
}
