/** An address and a port as Node writes them: no v4-mapped addresses. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Whom a redirected connection was meant for, by the app's own socket, which knows nothing of the redirection: proc(5), lines
 * of /proc/PID/net/tcp and tcp6. (The other way, SO_ORIGINAL_DST, is closed to Node.)
 * @param table the text of one of these files
 * @param client the app's end, as the accepting end sees it
 */
export function originalDestination(table: string, client: SocketAddress): SocketAddress | null {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, state] = line.trim().split(/\s+/);
    if (!local || !remote || state === listening) continue;
    const { address, port } = parseSocket(local);
    if (port === client.port && address === client.address) return parseSocket(remote);
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
