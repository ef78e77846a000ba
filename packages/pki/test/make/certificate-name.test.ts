import { parseCertificateNames, remarkOnName } from '@livepin/pki/make';
import { expect, test } from 'vitest';

test.each([
  { given: 'api.example.com', text: 'api.example.com' },
  { given: 'API.Example.com.', text: 'api.example.com' },
  { given: '*.example.com', text: '*.example.com' },
  { given: 'localhost', text: 'localhost' },
  { given: 'bücher.example', text: 'xn--bcher-kva.example' },
  { given: '*.BÜCHER.example', text: '*.xn--bcher-kva.example' },
  { given: '例え.jp', text: 'xn--r8jz45g.jp' },
  { given: 'xn--bcher-kva.example', text: 'xn--bcher-kva.example' },
  { given: 'github.io', text: 'github.io' }, // GitHub owns it, though others have names below it
])('$given is the name $text', ({ given, text }) => {
  expect(parseCertificateNames([given])).toEqual([{ form: 'dns', text }]);
});

test.each([
  { given: '192.0.2.7', text: '192.0.2.7', bytes: 'c0000207' },
  { given: '2001:DB8::1', text: '2001:db8::1', bytes: '20010db8000000000000000000000001' },
  { given: '[::1]', text: '::1', bytes: '00000000000000000000000000000001' },
  { given: '::ffff:192.0.2.7', text: '192.0.2.7', bytes: 'c0000207' },
])('$given is the address $text', ({ given, text, bytes }) => {
  expect(parseCertificateNames([given])).toEqual([
    { form: 'ip', text, bytes: new Uint8Array(Buffer.from(bytes, 'hex')) },
  ]);
});

test('a name given twice counts once, and the order stays', () => {
  const names = parseCertificateNames(['b.example', ' a.example', 'B.example.']);
  expect(names.map(({ text }) => text)).toEqual(['b.example', 'a.example']);
});

test.each([
  { given: 'https://api.example.com/v1', says: 'is a URL; the name in it is api.example.com' },
  { given: 'https://ada:secret@api.example.com:8443', says: 'is a URL; the name in it is api.example.com' },
  { given: 'api.example.com:443', says: 'has a port; the name alone is api.example.com' },
  { given: '[::1]:443', says: 'has a port; the name alone is [::1]' },
  { given: 'api.example.com/v1', says: 'has a path; the name in it is api.example.com' },
  { given: '10.0.0.0/8', says: 'is a range of addresses' },
  { given: 'ada@example.com', says: 'is a mail address' },
  { given: 'a.example b.example', says: 'write commas between names' },
  { given: '.example.com', says: 'begins with a dot; *.example.com is every name of one label below example.com' },
  { given: 'api..example.com', says: 'has an empty label' },
  { given: '.', says: 'begins with a dot' },
  { given: '', says: 'is empty' },
  { given: '*', says: 'has a wildcard that is not the whole first label' },
  { given: 'api.*.example.com', says: 'has a wildcard that is not the whole first label' },
  { given: 'w*.example.com', says: 'has a wildcard that is not the whole first label' },
  { given: '*.192.0.2.7', says: 'is neither a host name nor an IP address' },
  { given: '192.0.2', says: 'is neither a host name nor an IP address' },
  { given: '0x7f.1', says: 'is neither a host name nor an IP address' },
  { given: '-api.example.com', says: 'is neither a host name nor an IP address' },
  { given: 'api\u0000.example.com', says: 'is neither a host name nor an IP address' },
  { given: `${'a'.repeat(64)}.example`, says: 'has a label of more than 63 characters' },
  { given: 'co.uk', says: 'is a public suffix: nobody owns it' },
  { given: '*.co.uk', says: 'is a public suffix with a wildcard' },
  { given: 'com', says: 'is a public suffix' },
])('$given is refused: $says', ({ given, says }) => {
  const parse = () => parseCertificateNames(['fine.example', given]);
  expect(parse).toThrow(expect.objectContaining({ code: 'LP_NAME_UNUSABLE', message: expect.stringContaining(says) }));
  expect(parse).toThrow(/^".*" .+\.$/s);
});

test.each([
  { given: 'api.example.com', remark: null },
  { given: '192.0.2.7', remark: null },
  { given: '10.1.2.3', remark: /private networks/ },
  { given: '172.16.0.1', remark: /private networks/ },
  { given: '172.32.0.1', remark: null },
  { given: '::1', remark: /private networks/ },
  { given: 'fd00::1', remark: /private networks/ },
  { given: '2001:db8::1', remark: null },
  { given: 'intranet', remark: /no name of the public DNS/ },
  { given: '*.shop.local', remark: /no name of the public DNS/ },
  { given: 'my_api.example.com', remark: /underscore/ },
])('what public CAs think of $given', ({ given, remark }) => {
  const said = remarkOnName(parseCertificateNames([given])[0]);
  if (remark) expect(said).toMatch(remark);
  else expect(said).toBeNull();
});

test('a password in a URL is in no message', () => {
  expect(() => parseCertificateNames(['https://ada:secret@api.example.com/'])).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^"https:\/\/…@api\.example\.com\/" is a URL/) }),
  );
});
