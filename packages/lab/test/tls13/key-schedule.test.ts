import { expect, test } from 'vitest';
import { cipherSuites } from '../../src/tls13/cipher-suites.ts';
import { finishedOf, KeySchedule, nextSecret, packetKey, ticketPsk } from '../../src/tls13/key-schedule.ts';

// RFC 8448 §3 and §4: handshakes as they once were, with all secrets.
const suite = cipherSuites[0]!;
const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

const shared = bytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');
const afterHellos = bytes('860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8');
const afterFinished = bytes('9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13');

test('the secrets of a handshake are those of the trace in RFC 8448', () => {
  const schedule = new KeySchedule(suite, null);
  schedule.advance(shared);
  expect(hex(schedule.derive('c hs traffic', afterHellos))).toBe(
    'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
  );
  expect(hex(schedule.derive('s hs traffic', afterHellos))).toBe(
    'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
  );
  schedule.advance();
  expect(hex(schedule.derive('c ap traffic', afterFinished))).toBe(
    '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
  );
  expect(hex(schedule.derive('s ap traffic', afterFinished))).toBe(
    'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
  );
  expect(hex(schedule.derive('exp master', afterFinished))).toBe(
    'fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50',
  );
});

test('key, IV and Finished are those of the trace', () => {
  const { key, iv } = packetKey(suite, bytes('b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38'));
  expect([hex(key), hex(iv)]).toEqual(['3fce516009c21727d0f2e4e86ee403bc', '5d313eb2671276ee13000b30']);
  const client = bytes('b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21');
  expect(hex(finishedOf(suite, client, afterFinished))).toBe(
    'a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61',
  );
});

test('a ticket stands for the key of the trace', () => {
  const resumption = bytes('7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c');
  expect(hex(ticketPsk(suite, resumption, bytes('0000')))).toBe(
    '4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3',
  );
});

test('the next secret of QUIC is that of RFC 9001 appendix A.5', () => {
  const secret = bytes('9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b');
  expect(hex(nextSecret(cipherSuites[2]!, secret, 'quic ku'))).toBe(
    '1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9',
  );
});
