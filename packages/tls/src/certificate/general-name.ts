import { childrenOf, contentOf, type Der, exactlyOf, expectSound, malformed, oidOf, readDer, tags } from './der.ts';
import { type DistinguishedName, parseName } from './distinguished-name.ts';

/**
 * GeneralName (RFC 5280 §4.2.1.6). `other`: forms that no constraint can be checked for, by their tag number; such a mail
 * address (RFC 9598) is one that constraints on mail addresses are about.
 */
export type GeneralName =
  | { readonly form: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly form: 'ip'; readonly bytes: Uint8Array }
  | { readonly form: 'directory'; readonly name: DistinguishedName }
  | { readonly form: 'other'; readonly tag: number; readonly isMail: boolean };

const smtpUtf8MailboxOid = '2b06010505070809';

export function parseGeneralName(element: Der): GeneralName {
  const name = parseAnyName(element);
  // A zero byte or anything beyond ASCII has been used to make one name look like another.
  if ('text' in name && !/^[\x01-\x7e]*$/.test(name.text))
    throw malformed('a name holds characters that it cannot hold');
  return name;
}

/** Text is taken as it stands: for names that nothing is compared with. */
export function parseAnyName(element: Der): GeneralName {
  switch (numberOf(element)) {
    case 0:
      return { form: 'other', tag: 0, isMail: typeOfOtherName(element) === smtpUtf8MailboxOid };
    case 1:
      return { form: 'email', text: latin1(element) };
    case 2:
      return { form: 'dns', text: latin1(element) };
    case 4:
      return { form: 'directory', name: parseName(readDer(element.bytes, element.content, element.end)) };
    case 6:
      return { form: 'uri', text: latin1(element) };
    case 7:
      return { form: 'ip', bytes: contentOf(element) };
    case 8:
      oidOf({ ...element, tag: tags.oid });
      return { form: 'other', tag: 8, isMail: false };
    default:
      // X.400 addresses and EDI party names: nobody has used them on the web, and few could say whether they are in order.
      throw malformed('a general name has an unknown form');
  }
}

export function parseGeneralNames(sequence: Der): GeneralName[] {
  return childrenOf(sequence).map(parseGeneralName);
}

/** The tag number, where it goes with the form. */
function numberOf({ tag }: Der): number {
  const number = tag & 0x1f;
  if (tag >> 6 !== 2 || number > 8) throw malformed('a general name has no form');
  const isConstructed = (tag & 0x20) !== 0;
  if (isConstructed !== (number === 0 || number === 3 || number === 4 || number === 5))
    throw malformed('a general name has the wrong form');
  return number;
}

function typeOfOtherName(element: Der): string {
  const [type, value] = exactlyOf(element, 2, 'a name of another form');
  if (value!.tag !== 0xa0) throw malformed('a name of another form has no value');
  expectSound(exactlyOf(value!, 1, 'a name of another form')[0]!);
  return oidOf(type);
}

function latin1(element: Der): string {
  return Buffer.from(contentOf(element)).toString('latin1');
}
