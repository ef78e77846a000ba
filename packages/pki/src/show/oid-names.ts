/** In the order of their bits (RFC 5280 §4.2.1.3). */
export const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** Of an extended key usage, by the content of its object identifier in hexadecimal. */
export const purposeNames: Readonly<Record<string, string>> = {
  '551d2500': 'any',
  '2b06010505070301': 'serverAuth',
  '2b06010505070302': 'clientAuth',
  '2b06010505070303': 'codeSigning',
  '2b06010505070304': 'emailProtection',
  '2b06010505070308': 'timeStamping',
  '2b06010505070309': 'OCSPSigning',
};

/** Real ones have some ten; to write out a number of a million bytes would take for ever. */
const maxOidBytes = 100;

/** An object identifier in its dotted form. @param hex its content */
export function dotted(hex: string): string {
  if (hex.length > 2 * maxOidBytes) return `(an object identifier of ${hex.length / 2} bytes)`;
  const numbers: bigint[] = [];
  let value = 0n;
  for (const byte of Buffer.from(hex, 'hex')) {
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0n;
    }
  }
  const [head = 0n, ...rest] = numbers;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}
