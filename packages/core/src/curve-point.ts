// Key checks that platforms do differently (WebCrypto imports any 32 bytes as an Ed25519 key), so all engines do them here.

const p256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const p256b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const p25519 = 2n ** 255n - 19n;
const edwardsD = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

/** Whether (x, y), big-endian, is a point of P-256 with both coordinates below the prime (SEC 1 §3.2.2.1). */
export function isP256Point(xBytes: Uint8Array, yBytes: Uint8Array): boolean {
  const x = integerOf(xBytes);
  const y = integerOf(yBytes);
  return x < p256 && y < p256 && (y * y - (x * x * x - 3n * x + p256b)) % p256 === 0n;
}

/**
 * Whether 32 bytes are the canonical encoding of a point of edwards25519 (RFC 8032 §5.1.3) that is not of small order:
 * under a key of small order, signatures verify that nobody made.
 */
export function isEd25519Key(bytes: Uint8Array): boolean {
  const reversed = bytes.slice().reverse();
  const sign = reversed[0]! >> 7;
  reversed[0]! &= 0x7f;
  const y = integerOf(reversed);
  if (y >= p25519) return false;
  const u = mod(y * y - 1n);
  const v = mod(edwardsD * y * y + 1n);
  const xx = mod(u * power(v, p25519 - 2n));
  if (xx === 0n && sign === 1) return false;
  const isSquare = xx === 0n || power(xx, (p25519 - 1n) / 2n) === 1n;
  return isSquare && !isSmallOrder(xx, y);
}

// Of order 8 or less: three doublings reach the neutral element (0, 1). In terms of x² and y alone, doubling gives
// y' = (y² + x²) / (1 − d·x²·y²) and x'² = 4·x²·y² / (1 + d·x²·y²)²; both denominators are never 0 on this curve.
function isSmallOrder(xx: bigint, y: bigint): boolean {
  for (let doubling = 0; doubling < 3; doubling++) {
    const product = mod(xx * y * y);
    const dxy = mod(edwardsD * product);
    const doubledY = mod((y * y + xx) * power(mod(1n - dxy), p25519 - 2n));
    const denominator = power(mod(1n + dxy), p25519 - 2n);
    xx = mod(4n * product * denominator * denominator);
    y = doubledY;
  }
  return xx === 0n && y === 1n;
}

function mod(value: bigint): bigint {
  const rest = value % p25519;
  return rest < 0n ? rest + p25519 : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * base) % p25519;
    base = (base * base) % p25519;
  }
  return result;
}

export function integerOf(bigEndian: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bigEndian) value = (value << 8n) | BigInt(byte);
  return value;
}
