import { parseSubject } from '@livepin/pki/make';
import { expect, test } from 'vitest';

test.each([
  { text: 'O=Example Ltd, C=GB', read: ['O Example Ltd', 'C GB'] },
  { text: '/C=GB/O=Example Ltd/CN=api.example.com', read: ['C GB', 'O Example Ltd', 'CN api.example.com'] },
  { text: 'o = Example\\, Ltd , c=GB', read: ['O Example, Ltd', 'C GB'] },
  { text: '/O=A\\/B\\\\C', read: ['O A/B\\C'] },
  { text: 'O=Müller & Söhne, OU=a=b', read: ['O Müller & Söhne', 'OU a=b'] },
  { text: '', read: [] },
])('$text', ({ text, read }) => {
  expect(parseSubject(text).map(({ type, value }) => `${type} ${value}`)).toEqual(read);
});

test.each([
  { text: 'Example Ltd', says: 'not of the form NAME=VALUE' },
  { text: 'X=1', says: 'names an attribute "X"' },
  { text: 'O=', says: 'O has no value' },
  { text: 'C=England', says: 'C has more than 2 characters' },
  { text: 'C=gb', says: 'two letters' },
  { text: `CN=${'a'.repeat(65)}`, says: 'CN has more than 64 characters' },
  { text: 'O=a\u0000b', says: 'O has characters that it cannot hold' },
  { text: 'emailAddress=ädä@example.com', says: 'emailAddress has characters' },
  { text: 'serialNumber=a*b', says: 'serialNumber has characters' },
])('$text is refused: $says', ({ text, says }) => {
  expect(() => parseSubject(text)).toThrow(
    expect.objectContaining({ code: 'LP_SUBJECT_MALFORMED', message: expect.stringContaining(says) }),
  );
});
