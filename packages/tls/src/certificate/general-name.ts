import { childrenOf, contentOf, type Der, malformed, readDer } from './der.ts';
import { type DistinguishedName, parseName } from './distinguished-name.ts';

/** GeneralName (RFC 5280 §4.2.1.6). `other`: forms that no constraint can be checked for, by their tag number. */
export type GeneralName =
  | { readonly form: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly form: 'ip'; readonly bytes: Uint8Array }
  | { readonly form: 'directory'; readonly name: DistinguishedName }
  | { readonly form: 'other'; readonly tag: number };

export function parseGeneralName(element: Der): GeneralName {
  const number = element.tag & 0x1f;
  if (element.tag >> 6 !== 2) throw malformed('a general name has no form');
  const isConstructed = (element.tag & 0x20) !== 0;
  if (isConstructed !== (number === 0 || number === 3 || number === 4 || number === 5))
    throw malformed('a general name has the wrong form');
  switch (number) {
    case 1:
      return { form: 'email', text: ia5(element) };
    case 2:
      return { form: 'dns', text: ia5(element) };
    case 4:
      return { form: 'directory', name: parseName(readDer(element.bytes, element.content, element.end)) };
    case 6:
      return { form: 'uri', text: ia5(element) };
    case 7:
      return { form: 'ip', bytes: contentOf(element) };
    default:
      if (number > 8) throw malformed('a general name has an unknown form');
      return { form: 'other', tag: number };
  }
}

export function parseGeneralNames(sequence: Der): GeneralName[] {
  return childrenOf(sequence).map(parseGeneralName);
}

function ia5(element: Der): string {
  const bytes = contentOf(element);
  // A zero byte or anything beyond ASCII has been used to make one name look like another.
  if (bytes.some((byte) => byte === 0 || byte > 0x7e)) throw malformed('a name holds characters that it cannot hold');
  return Buffer.from(bytes).toString('latin1');
}
