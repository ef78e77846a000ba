import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formOf } from '../../src/lint/forms.ts';
import { judgePin } from '../../src/lint/pin-text.ts';

const nsc = formOf({ target: 'android-nsc' });
const okHttp = formOf({ target: 'okhttp-kotlin' });
const curl = formOf({ target: 'curl' });
const pin = 'G3sKSFSFBZcWTZ5boe+mi6J2PRafTZlzegXKZ4F/m1U=';

test('the pin of a key is never at fault', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (key) => {
      fc.pre(key.length > 0);
      const text = createHash('sha256').update(key).digest('base64');
      expect(judgePin(text, nsc)).toMatchObject({ fault: null, pin: text });
      expect(judgePin(`sha256/${text}`, okHttp)).toMatchObject({ fault: null, pin: text });
      expect(judgePin(text.slice(0, -1), nsc)).toMatchObject({ fault: 'pin-unpadded', pin: text });
    }),
  );
});

describe('what is at fault', () => {
  test.each([
    [nsc, `sha256/${pin}`, 'pin-wrong-prefix', pin],
    [okHttp, pin, 'pin-wrong-prefix', pin],
    [okHttp, `sha256//${pin}`, 'pin-wrong-prefix', pin],
    [curl, `sha256/${pin}`, 'pin-wrong-prefix', pin],
    [curl, pin, 'pin-wrong-prefix', pin],
    [
      okHttp,
      'sha256//hdAwYAKIG9T94fOOfj53NLyQzf9NkwvtcHhZroryfw=',
      null,
      '/hdAwYAKIG9T94fOOfj53NLyQzf9NkwvtcHhZroryfw=',
    ],
    [
      curl,
      'sha256//hdAwYAKIG9T94fOOfj53NLyQzf9NkwvtcHhZroryfw=',
      'pin-wrong-prefix',
      '/hdAwYAKIG9T94fOOfj53NLyQzf9NkwvtcHhZroryfw=',
    ],
    [curl, 'keys/api.pem', null, null],
    [curl, `sha256//${pin}`, null, pin],
    [nsc, pin.replace('+', '-').replace('/', '_'), 'pin-noncanonical', pin],
    [nsc, `${pin.slice(0, 20)}\n ${pin.slice(20)}`, 'pin-noncanonical', pin],
    [nsc, pin.replace('U=', 'V='), 'pin-noncanonical', pin],
    [nsc, pin.slice(0, 30), 'pin-wrong-length', null],
    [nsc, pin.slice(0, 41), 'pin-bad-base64', null],
    [nsc, 'not!base64', 'pin-bad-base64', null],
    [nsc, '', 'pin-bad-base64', null],
    [
      nsc,
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      'placeholder-pin',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    ],
    [nsc, 'ABCDABCDABCDABCDABCDABCDABCDABCDABCDABCDABC=', 'placeholder-pin', expect.any(String)],
    [nsc, 'abcdefghijklmnopqrstuvwxyz0123456789abcdefg=', 'placeholder-pin', expect.any(String)],
    [nsc, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABE=', 'placeholder-pin', expect.any(String)],
    [nsc, 'XXXXXXXX', 'placeholder-pin', null],
    [nsc, 'REPLACE_WITH_BACKUP_PIN', 'placeholder-pin', null],
    [nsc, 'YOUR_PIN_HERE=', 'placeholder-pin', null],
    [nsc, '<your pin>', 'placeholder-pin', null],
    [nsc, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', 'empty-input-pin', expect.any(String)],
    [nsc, '7HIpactkIAq2Y49orFOOQKurWxmmSFZhBCoQYcRhJ3Y=', 'documentation-pin', expect.any(String)],
    [nsc, 'a73c115e904fd2086b77e19a34c50df82166be439cea70185fd3028bc46e97f0', 'certificate-hash-pin', null],
    [nsc, 'A7:3C:11:5E:90:4F:D2:08:6B:77:E1:9A:34:C5:0D:F8:21:66:BE:43', 'certificate-hash-pin', null],
    [okHttp, 'sha1/9ao5GNZ0Jo3KhHBeTNIRnzNqgTs=', 'sha1-pin', null],
    [nsc, `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'q3v1zSeM'.repeat(20)}`, 'raw-key-not-hash', null],
    [nsc, '$(PINS)', null, null],
    [nsc, '{{ pin }}', null, null],
  ])('%#: %o', (form, text, fault, meant) => {
    expect(judgePin(text, form)).toMatchObject({ fault, pin: meant });
  });
});
