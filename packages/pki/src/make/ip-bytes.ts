/** @param address in canonical text. @returns 4 or 16 bytes */
export function bytesOfAddress(address: string): Uint8Array {
  if (!address.includes(':')) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':')).map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255]));
}

/** The text of an address, or of a network with its mask behind it ("10.0.0.0/8"), as in name constraints. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return [...bytes].join('.');
  if (bytes.length === 8 || bytes.length === 32) {
    const half = bytes.length / 2;
    const bits = [...bytes.subarray(half)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return `${addressText(bytes.subarray(0, half))}/${bits.replace(/0*$/, '').length}`;
  }
  if (bytes.length !== 16) return `(${bytes.length} bytes)`;
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at]! << 8) | bytes[2 * at + 1]!);
  return new URL(`https://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname.slice(1, -1);
}
