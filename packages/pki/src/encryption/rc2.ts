// RC2 (RFC 2268): OpenSSL 3 has set it aside, and old PKCS#12 files are full of it. To be read, never to be written.

const piTable = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);
const rotations = [1, 2, 3, 5];
const blockSize = 8;

/**
 * Decrypts in CBC mode, padding and all: whether that is right is the caller's to say.
 * @param effectiveBits how much of the key counts
 * @param encrypted whole blocks of 8 bytes
 */
export function decryptRc2(key: Uint8Array, iv: Uint8Array, effectiveBits: number, encrypted: Uint8Array): Buffer {
  const words = expandKey(key, effectiveBits);
  const plain = Buffer.alloc(encrypted.length);
  const block = new Uint16Array(4);
  for (let at = 0; at < encrypted.length; at += blockSize) {
    for (let i = 0; i < 4; i++) block[i] = encrypted[at + 2 * i]! | (encrypted[at + 2 * i + 1]! << 8);
    decryptBlock(block, words);
    for (let i = 0; i < blockSize; i++) {
      const before = at === 0 ? iv[i]! : encrypted[at - blockSize + i]!;
      plain[at + i] = ((block[i >> 1]! >> (8 * (i & 1))) & 0xff) ^ before;
    }
  }
  return plain;
}

/** RFC 2268 §2. */
function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const effectiveBytes = Math.ceil(effectiveBits / 8);
  const lastMask = 0xff >> (8 * effectiveBytes - effectiveBits);
  const expanded = Buffer.alloc(128);
  expanded.set(key);
  for (let i = key.length; i < 128; i++) {
    expanded[i] = piTable[(expanded[i - 1]! + expanded[i - key.length]!) & 0xff]!;
  }
  expanded[128 - effectiveBytes] = piTable[expanded[128 - effectiveBytes]! & lastMask]!;
  for (let i = 127 - effectiveBytes; i >= 0; i--) {
    expanded[i] = piTable[expanded[i + 1]! ^ expanded[i + effectiveBytes]!]!;
  }
  return Uint16Array.from({ length: 64 }, (_, i) => expanded.readUInt16LE(2 * i));
}

/** RFC 2268 §4. */
function decryptBlock(block: Uint16Array, words: Uint16Array): void {
  for (let round = 15; round >= 0; round--) {
    mixBack(block, words, 4 * round);
    if (round === 11 || round === 5) mashBack(block, words);
  }
}

// Words wrap at 16 bits because the array does so.
function mixBack(block: Uint16Array, words: Uint16Array, first: number): void {
  for (let i = 3; i >= 0; i--) {
    const [one, two, three] = [block[(i + 3) & 3]!, block[(i + 2) & 3]!, block[(i + 1) & 3]!];
    const rotation = rotations[i]!;
    const rotated = (block[i]! >> rotation) | (block[i]! << (16 - rotation));
    block[i] = rotated - words[first + i]! - (one & two) - (~one & three);
  }
}

function mashBack(block: Uint16Array, words: Uint16Array): void {
  for (let i = 3; i >= 0; i--) block[i] = block[i]! - words[block[(i + 3) & 3]! & 63]!;
}
