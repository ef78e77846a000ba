import { constants, sign } from 'node:crypto';
import { der, type KeyPair, sequence } from '@livepin/testkit';
import { childrenOf, contentOf, type Der, readDer, tags, wholeOf } from '@livepin/tls/der';
import type { Random } from './random.ts';

// Certificates with something wrong in their bytes, or in the elements that the bytes stand for.

/** One to three bytes changed, put in, taken out or cut off: lengths and tags as likely as anything else. */
export function withWrongBytes(random: Random, certificate: Uint8Array): Buffer {
  let bytes = [...certificate];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(bytes.length);
    switch (random.below(6)) {
      case 0:
      case 1:
        bytes[at]! ^= 1 << random.below(8);
        break;
      case 2:
        bytes[at] = random.pick([0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, random.below(256)]);
        break;
      case 3:
        bytes.splice(at, 0, random.below(256));
        break;
      case 4:
        bytes.splice(at, 1);
        break;
      default:
        if (random.chance(0.3)) bytes = bytes.slice(0, Math.max(1, at));
        else bytes.splice(at, 0, ...bytes.slice(at, at + random.below(12)));
    }
  }
  return Buffer.from(bytes);
}

/** An element that can be changed. `wrapped` are elements inside of a string of bytes, as in extensions. */
interface Node {
  tag: number;
  content: Buffer | Node[];
  readonly prefix: Buffer;
  /** Written in place of the true length. */
  length?: number;
}

/**
 * One to three elements of the signed part changed, dropped, doubled, swapped, or replaced; all written properly again, and
 * signed again by the issuer, so that nothing but the change can be found wrong.
 */
export function withWrongElements(random: Random, certificate: Uint8Array, issuer: KeyPair): Buffer {
  const [tbs, algorithm] = childrenOf(readDer(certificate));
  const root = nodeOf(tbs!);
  for (let left = 1 + random.below(3); left > 0; left--) change(random, root);
  const signed = encode(root);
  return sequence(signed, algorithmIn(root) ?? wholeOf(algorithm!), signatureOf(signed, issuer));
}

function change(random: Random, root: Node): void {
  const parent = random.pick(parentsIn(root));
  const children = parent.content as Node[];
  if (children.length === 0) {
    children.push({ tag: random.pick(someTags), content: Buffer.alloc(random.below(3)), prefix: none });
    return;
  }
  const at = random.below(children.length);
  const node = children[at]!;
  switch (random.below(9)) {
    case 0:
      node.tag = random.chance(0.5) ? random.pick(someTags) : node.tag ^ (1 << random.below(8));
      break;
    case 1:
      children.splice(at, 1);
      break;
    case 2:
      children.splice(at, 0, node);
      break;
    case 3:
      children.push(...children.splice(at, 1));
      break;
    case 4:
      children[at] = { tag: random.pick(someTags), content: Buffer.from([random.below(256)]), prefix: none };
      break;
    case 5:
      children.splice(at, 0, random.pick(parentsIn(root)));
      break;
    case 6:
      node.length = encode(node).length + random.pick([-2, -1, 1, 2, 126]);
      break;
    default:
      if (Buffer.isBuffer(node.content)) node.content = changedContent(random, node.content);
      else node.content = [];
  }
}

const none = Buffer.alloc(0);
const someTags = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1e, 0x30, 0x31, 0x80,
  0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa3, 0xa4,
];

function changedContent(random: Random, content: Buffer): Buffer {
  if (content.length === 0) return Buffer.from([random.below(256)]);
  const bytes = [...content];
  const at = random.below(bytes.length);
  switch (random.below(5)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      break;
    case 1:
      bytes.splice(at, 1);
      break;
    case 2:
      bytes.splice(at, 0, random.pick([0, 0x80, 0xff, 0x2e, 0x2a, random.below(256)]));
      break;
    case 3:
      return none;
    default:
      bytes[at] = random.below(256);
  }
  return Buffer.from(bytes);
}

/** Every element that holds others, however deep. An element that was put in twice is there once. */
function parentsIn(root: Node): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node) => {
    if (Buffer.isBuffer(node.content) || found.has(node)) return;
    found.add(node);
    for (const child of node.content) visit(child);
  };
  visit(root);
  return [...found];
}

function nodeOf(element: Der): Node {
  if ((element.tag & 0x20) !== 0) return { tag: element.tag, content: childrenOf(element).map(nodeOf), prefix: none };
  const content = Buffer.from(contentOf(element));
  // Extensions stand in strings of bytes, keys in strings of bits.
  const prefix = element.tag === tags.bitString ? content.subarray(0, 1) : none;
  const inner = element.tag === tags.bitString || element.tag === tags.octetString ? innerOf(content, prefix) : null;
  return { tag: element.tag, content: inner ? [nodeOf(inner)] : content, prefix: inner ? prefix : none };
}

function innerOf(content: Buffer, prefix: Buffer): Der | null {
  try {
    return readDer(content.subarray(prefix.length));
  } catch {
    return null; // a string of bytes that holds no element
  }
}

/** An element that was put into itself is left out where it comes again. */
function encode(node: Node, above: readonly Node[] = []): Buffer {
  if (above.includes(node)) return none;
  const { tag, content, prefix, length } = node;
  const inner = Buffer.isBuffer(content) ? [content] : content.map((child) => encode(child, [...above, node]));
  const whole = der(tag, prefix, ...inner);
  if (length === undefined || length < 0) return whole;
  const size = Buffer.concat([prefix, ...inner]).length;
  const wrong = der(tag, Buffer.alloc(length));
  return Buffer.concat([wrong.subarray(0, wrong.length - length), whole.subarray(whole.length - size)]);
}

/** The algorithm that the changed part names, where it still does. */
function algorithmIn({ content }: Node): Buffer | null {
  const fields = content as Node[];
  const algorithm = fields[fields[0]?.tag === 0xa0 ? 2 : 1];
  return algorithm?.tag === tags.sequence ? encode(algorithm) : null;
}

function signatureOf(signed: Buffer, { privateKey }: KeyPair): Buffer {
  const type = privateKey.asymmetricKeyType;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const hash = type === 'ed25519' || type === 'ed448' ? null : 'sha256';
  const signature = sign(hash, signed, { key: privateKey, ...(type === 'rsa-pss' ? pss : {}) });
  return der(0x03, Buffer.concat([Buffer.from([0]), signature]));
}
