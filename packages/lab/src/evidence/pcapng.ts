import type { Packet } from './packets.ts';

/** What a capture holds beside its packets. */
export interface CaptureHead {
  /** For people: of the capture as a whole. */
  readonly comments: readonly string[];
  /** Names for the invented addresses. */
  readonly names: readonly { readonly ip: Uint8Array; readonly name: string }[];
  /** Lines of a key log, which Wireshark decrypts with. */
  readonly secrets: readonly string[];
}

const blocks = { section: 0x0a0d0d0a, interface: 1, nameResolution: 4, packet: 6, secrets: 10 } as const;
const comment = 1;
/** A length has 16 bits, and a character at most three bytes. */
const maxCommentCharacters = 16_384;
const ethernet = 1;
const tlsKeyLog = 0x544c534b;

/** A capture file, as Wireshark reads it (draft-ietf-opsawg-pcapng, in the byte order of Intel). Pure. */
export function pcapng({ comments, names, secrets }: CaptureHead, packets: readonly Packet[]): Uint8Array {
  return Buffer.concat([
    // The length of the section is not given.
    block(
      blocks.section,
      u32(0x1a2b3c4d),
      u16(1),
      u16(0),
      Buffer.alloc(8, 0xff),
      options([...comments.map(asComment), [4, utf8('Livepin lab')]]),
    ),
    block(
      blocks.interface,
      u16(ethernet),
      u16(0),
      u32(0),
      options([
        asComment('No real interface: frames and addresses are invented around what the lab saw.'),
        [2, utf8('lab')],
        [9, Uint8Array.of(6)],
      ]),
    ),
    ...(names.length > 0 ? [block(blocks.nameResolution, ...names.map(nameRecord), u32(0))] : []),
    // Before the packets that they are for: Wireshark reads from the front.
    ...(secrets.length > 0 ? [secretsBlock(`${secrets.join('\n')}\n`)] : []),
    ...packets.map(packetBlock),
  ]);
}

type Option = readonly [code: number, value: Uint8Array];

function asComment(text: string): Option {
  return [comment, utf8(text.slice(0, maxCommentCharacters))];
}

function packetBlock({ at, bytes, comment: says }: Packet): Uint8Array {
  const microseconds = BigInt(Math.round(at * 1_000));
  return block(
    blocks.packet,
    u32(0),
    u32(Number(microseconds >> 32n)),
    u32(Number(microseconds & 0xffffffffn)),
    u32(bytes.length),
    u32(bytes.length),
    padded(bytes),
    says === null ? new Uint8Array() : options([asComment(says)]),
  );
}

function secretsBlock(lines: string): Uint8Array {
  const bytes = utf8(lines);
  return block(blocks.secrets, u32(tlsKeyLog), u32(bytes.length), padded(bytes));
}

function nameRecord({ ip, name }: CaptureHead['names'][number]): Uint8Array {
  const value = Buffer.concat([ip, utf8(`${name}\0`)]);
  return Buffer.concat([u16(ip.length === 16 ? 2 : 1), u16(value.length), padded(value)]);
}

function options(list: readonly Option[]): Uint8Array {
  const written = list.map(([code, value]) => Buffer.concat([u16(code), u16(value.length), padded(value)]));
  return Buffer.concat([...written, u32(0)]);
}

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const length = u32(body.length + 12);
  return Buffer.concat([u32(type), length, body, length]);
}

/** To a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function u16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
