import { expect, test } from 'vitest';
import { interestIn, interests } from '../src/interest.ts';

test.each(interests)(
  'what is looked for first in .$endings.0 is a part of each word that counts',
  ({ marks, quick }) => {
    for (const mark of marks)
      expect(
        quick.some((word) => mark.includes(word)),
        mark,
      ).toBe(true);
    for (const word of quick)
      expect(
        marks.some((mark) => mark.includes(word)),
        word,
      ).toBe(true);
  },
);

test('an ending belongs to one kind of file', () => {
  const endings = interests.flatMap((interest) => interest.endings);
  expect(new Set(endings).size).toBe(endings.length);
});

test.each([
  { name: 'AndroidManifest.xml', interest: 'name' },
  { name: 'Info.plist', interest: 'name' },
  { name: 'Debug-Info.plist', interest: 'name' },
  { name: 'package-lock.json', interest: 'name' },
  { name: 'app/src/main/res/xml/pins.xml', interest: 'name' },
  { name: 'Info.plist/logo.png', interest: null },
  { name: 'logo.png', interest: null },
  { name: 'libssl.so', interest: null },
])('$name is of interest: $interest', ({ name, interest }) => {
  expect(interestIn(name)).toBe(interest);
});

test.each([
  { name: 'a.xml', text: '<network-security-config/>', isIn: true },
  { name: 'a.xml', text: '<resources>network-security</resources>', isIn: false },
  { name: 'Makefile', text: '\tcurl https://example.com', isIn: true },
  { name: 'tsconfig.json', text: '{"paths":{"*":["x"]}}', isIn: true },
  { name: 'Server.kt', text: 'class Pinner(val trust: TrustMe)', isIn: false },
  { name: 'Server.kt', text: 'okhttp3.CertificatePinner.Builder()', isIn: true },
])('whether $name with "$text" is of interest: $isIn', ({ name, text, isIn }) => {
  const interest = interestIn(name);
  expect(interest !== 'name' && interest?.isIn(text)).toBe(isIn);
});
