/** An address and a port as Node writes them: no v4-mapped addresses. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** What the system says of one end of a connection on this machine. */
export interface OwnSocket {
  /** Where it leads, as whoever opened it sees that. */
  readonly remote: SocketAddress;
  /** Whose it is; null where nobody has it any more: it is on its way out. */
  readonly user: number | null;
}

/**
 * Finds a socket by its own address: proc(5), lines of /proc/PID/net/tcp and tcp6.
 * @param read the text of the table of that name; empty where there is none
 * @param own as the other end sees it
 */
export function findSocket(read: (name: 'tcp' | 'tcp6') => string, own: SocketAddress): OwnSocket | null {
  for (const name of own.address.includes(':') ? (['tcp6'] as const) : (['tcp', 'tcp6'] as const)) {
    const found = findIn(read(name), own);
    if (found) return found;
  }
  return null;
}

function findIn(table: string, own: SocketAddress): OwnSocket | null {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, state, , , , user, , inode] = line.trim().split(/\s+/);
    if (!local || !remote || state === listening) continue;
    const { address, port } = parseSocket(local);
    if (port === own.port && address === own.address)
      return { remote: parseSocket(remote), user: inode === '0' ? null : Number(user) };
  }
  return null;
}

const listening = '0A';

/** `0100007F:01BB`: words of four bytes in the byte order of the machine, of which all that Node runs on have the little end first. */
function parseSocket(text: string): SocketAddress {
  const [address, port] = text.split(':') as [string, string];
  const bytes = Buffer.from(address, 'hex');
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return { address: formatAddress(bytes), port: Number.parseInt(port, 16) };
}

function formatAddress(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.readBigUInt64BE(0) === 0n && bytes.readUInt32BE(8) === 0xffff;
  if (isMapped) return bytes.subarray(12).join('.');
  const groups = bytes.toString('hex').match(/.{4}/g)!.join(':');
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}

/** Node writes the addresses of IPv4 clients of an IPv6 socket as mapped ones. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
