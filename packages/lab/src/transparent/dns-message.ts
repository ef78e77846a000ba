/*
 * As much of the Domain Name System's messages (RFC 1035 §4) as a server needs that answers from its own knowledge: reading
 * a query, writing an answer. Types by their numbers (IANA, DNS Parameters).
 */

export const dnsType = { a: 1, ptr: 12, aaaa: 28, opt: 41, https: 65, any: 255 } as const;
export const dnsCode = {
  ok: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
} as const;
const classInternet = 1;

export interface DnsQuery {
  readonly id: number;
  /** Asked for by the client, and to be said again in the answer. */
  readonly isRecursive: boolean;
  /** Labels in lower case, without the root: `api.example.com`. */
  readonly name: string;
  readonly type: number;
  /** The question as it stands in the query: clients compare it with the answer's, upper case and all. */
  readonly question: Uint8Array;
  /** EDNS (RFC 6891): how long an answer over UDP may be; null where the client knows no EDNS. */
  readonly maxBytes: number | null;
}

export type ReadQuery =
  | { readonly kind: 'query'; readonly query: DnsQuery }
  /** An answer that refuses it. */
  | { readonly kind: 'refused'; readonly answer: Uint8Array }
  /** Not a query: nobody is answered, or two servers would answer each other for ever. */
  | { readonly kind: 'none' };

export interface DnsRecord {
  readonly type: number;
  readonly data: Uint8Array;
}

const headBytes = 12;
const maxNameBytes = 255;
/** RFC 1035 §4.2.1: what any client takes over UDP. */
const leastUdpBytes = 512;
/** RFC 9715 §3: what is not fragmented on the way. */
const ownUdpBytes = 1_232;
/** Seconds. Addresses hold as long as the namespace does, and what is announced with them may change from run to run. */
const ttl = 60;

export function readQuery(bytes: Uint8Array): ReadQuery {
  if (bytes.length < headBytes) return { kind: 'none' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint16(2);
  if (flags & 0x8000) return { kind: 'none' };
  const id = view.getUint16(0);
  const refuse = (code: number): ReadQuery => ({ kind: 'refused', answer: head(id, flags & 0x7900, code, 0, 0, 0) });
  if (flags & 0x7800) return refuse(dnsCode.notImplemented);
  const [questions, answers, authorities, more] = [4, 6, 8, 10].map((at) => view.getUint16(at));
  if (questions !== 1 || answers !== 0 || authorities !== 0) return refuse(dnsCode.formatError);
  const name = readName(bytes, headBytes);
  if (name === null || name.end + 4 > bytes.length) return refuse(dnsCode.formatError);
  const end = name.end + 4;
  const edns = readEdns(view, end, more!);
  if (edns === 'malformed') return refuse(dnsCode.formatError);
  const query: DnsQuery = {
    id,
    isRecursive: (flags & 0x0100) !== 0,
    name: name.text,
    type: view.getUint16(name.end),
    question: bytes.slice(headBytes, end),
    maxBytes: edns,
  };
  if (view.getUint16(name.end + 2) === classInternet) return { kind: 'query', query };
  return { kind: 'refused', answer: writeAnswer(query, dnsCode.refused, [], 'udp') };
}

/** @param carrier over UDP an answer that is too long is cut to none, and says so: the client asks again over TCP */
export function writeAnswer(
  query: DnsQuery,
  code: number,
  records: readonly DnsRecord[],
  carrier: 'udp' | 'tcp',
): Uint8Array {
  const recursive = query.isRecursive ? 0x0180 : 0x0080;
  const edns = query.maxBytes === null ? [] : [ednsRecord];
  const answer = Buffer.concat([
    head(query.id, recursive, code, 1, records.length, edns.length),
    query.question,
    ...records.map(writeRecord),
    ...edns,
  ]);
  const room = Math.min(Math.max(query.maxBytes ?? leastUdpBytes, leastUdpBytes), ownUdpBytes);
  if (carrier === 'tcp' || answer.length <= room) return answer;
  return Buffer.concat([head(query.id, recursive | 0x0200, code, 1, 0, edns.length), query.question, ...edns]);
}

/** Labels with their lengths (RFC 1035 §3.1); of a name that was read, or of an ASCII host. */
export function writeName(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.').map((label) => Buffer.from(label, 'latin1'));
  return Buffer.concat([...labels.flatMap((label) => [Uint8Array.of(label.length), label]), Uint8Array.of(0)]);
}

function head(id: number, flags: number, code: number, questions: number, answers: number, more: number): Uint8Array {
  const bytes = Buffer.alloc(headBytes);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(0x8000 | flags | code, 2);
  bytes.writeUInt16BE(questions, 4);
  bytes.writeUInt16BE(answers, 6);
  bytes.writeUInt16BE(more, 10);
  return bytes;
}

/** The name is that of the question, which every message has in the same place: a pointer to it (RFC 1035 §4.1.4). */
function writeRecord({ type, data }: DnsRecord): Uint8Array {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc000 | headBytes, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(classInternet, 4);
  fixed.writeUInt32BE(ttl, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}

/** RFC 6891 §6.1.2: the root's name, the type, how much we take, no flags, no options. */
const ednsRecord = Uint8Array.of(0, 0, dnsType.opt, ownUdpBytes >> 8, ownUdpBytes & 0xff, 0, 0, 0, 0, 0, 0);

/**
 * No pointers: in a question there is nothing before that they could point to.
 * @returns null where it is no name, or holds a label that no host has a use for (a dot or a control character within)
 */
function readName(bytes: Uint8Array, start: number): { text: string; end: number } | null {
  const labels: string[] = [];
  for (let at = start; at < bytes.length && at - start < maxNameBytes; ) {
    const length = bytes[at]!;
    if (length === 0) return { text: labels.join('.'), end: at + 1 };
    if (length > 63 || at + 1 + length > bytes.length) return null;
    const label = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, length)
      .toString('latin1')
      .toLowerCase();
    if (!/^[\x21-\x2d\x2f-\x7e]+$/.test(label)) return null;
    labels.push(label);
    at += 1 + length;
  }
  return null;
}

/** Reads what stands behind the question: EDNS's record, or a signature that we do not look at. */
function readEdns(view: DataView, start: number, count: number): number | null | 'malformed' {
  let maxBytes: number | null = null;
  let at = start;
  for (let index = 0; index < count; index++) {
    // Of these records the name is the root.
    if (at + 11 > view.byteLength || view.getUint8(at) !== 0) return 'malformed';
    const length = view.getUint16(at + 9);
    if (at + 11 + length > view.byteLength) return 'malformed';
    if (view.getUint16(at + 1) === dnsType.opt) {
      if (maxBytes !== null) return 'malformed';
      maxBytes = view.getUint16(at + 3);
    }
    at += 11 + length;
  }
  return maxBytes;
}
