import { crc32 } from 'node:zlib';

/** Whether digits are a number of a payment card by ISO/IEC 7812-1: a known issuer, its length, and the check digit (Luhn). */
export function isCardNumber(written: string): boolean {
  const digits = written.replace(/[ -]/g, '');
  return issuers.test(digits) && !/^(\d)\1+$/.test(digits) && isLuhn(digits);
}

// Visa; Mastercard; American Express; Diners Club; Discover; JCB; UnionPay and RuPay.
const issuers =
  /^(?:4\d{15}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14})$/;

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits.at(-1 - at));
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

// Lengths by the IBAN registry (ISO 13616).
const ibanLengths =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20';

/** Whether a text is an account number: of its country's length, and with the right check digits (modulo 97). */
export function isIban(written: string): boolean {
  const iban = written.replaceAll(' ', '');
  if (!ibanLengths.includes(`${iban.slice(0, 2)}${iban.length}`)) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    // Letters stand for 10 to 35.
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Whether a token ends in the CRC-32 of what stands between its prefix and that: GitHub's form, and npm's. */
export function hasCrcOfToken(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return base62(crc32(body.slice(0, -6))).padStart(6, '0') === body.slice(-6);
}

function base62(value: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text;
  return text;
}

/** Whether a text is a JSON Web Token (RFC 7519) and not merely of its form: its header names an algorithm. */
export function isJwt(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false; // no JSON, so no header
  }
}
