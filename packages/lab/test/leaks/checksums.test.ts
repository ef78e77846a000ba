import { expect, test } from 'vitest';
import { hasCrcOfToken, isCardNumber, isIban } from '../../src/leaks/checksums.ts';

test.each([
  // The numbers that payment providers publish for tests.
  { number: '4242 4242 4242 4242', is: true },
  { number: '5555-5555-5555-4444', is: true },
  { number: '2223003122003222', is: true },
  { number: '378282246310005', is: true },
  { number: '6011111111111117', is: true },
  { number: '30569309025904', is: true },
  { number: '3566002020360505', is: true },
  { number: '6200000000000005', is: true },
  { number: '4242424242424241', is: false },
  { number: '5555555555554445', is: false },
  { number: '0000000000000000', is: false },
  { number: '1790000000000005', is: false },
  { number: '411111111111111', is: false },
])('whether $number is a card: $is', ({ number, is }) => {
  expect(isCardNumber(number)).toBe(is);
});

test.each([
  // Examples of the registry.
  { iban: 'GB29NWBK60161331926819', is: true },
  { iban: 'NO9386011117947', is: true },
  { iban: 'MT84MALT011000012345MTLCAST001S', is: true },
  { iban: 'FR14 2004 1010 0505 0001 3M02 606', is: true },
  { iban: 'GB29NWBK60161331926818', is: false },
  { iban: 'GB29NWBK6016133192681', is: false },
  { iban: 'ZZ29NWBK60161331926819', is: false },
])('whether $iban is an account: $is', ({ iban, is }) => {
  expect(isIban(iban)).toBe(is);
});

test('the checksum of a token is of six characters, with zeros in front', () => {
  // One that GitHub issued and revoked, and was published for tests.
  expect(hasCrcOfToken('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')).toBe(true);
  expect(hasCrcOfToken('ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJmLq17')).toBe(false);
});
