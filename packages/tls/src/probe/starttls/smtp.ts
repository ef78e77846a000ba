import type { Dialogue } from '../dialogue.ts';
import { Obstacle } from '../obstacle.ts';
import { expectCode, turnOfCode } from './reply-code.ts';

/**
 * SMTP and message submission: RFC 5321 §3.1 and §4.1.1.1, RFC 3207.
 * @param localAddress what a client without a name of its own calls itself by (§4.1.3)
 */
export function* smtp(localAddress: string): Dialogue {
  expectCode('220', yield turnOfCode(null), 'wrong-protocol');
  const literal = localAddress.includes(':') ? `IPv6:${localAddress}` : localAddress;
  const offered = yield turnOfCode(`EHLO [${literal}]`);
  expectCode('250', offered, 'starttls-refused');
  if (!/^250[ -]STARTTLS\r?$/im.test(offered.toString('latin1')))
    throw new Obstacle('starttls-refused', 'it offers no STARTTLS');
  expectCode('220', yield turnOfCode('STARTTLS'), 'starttls-refused');
}
