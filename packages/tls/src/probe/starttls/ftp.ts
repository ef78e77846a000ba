import type { Dialogue } from '../dialogue.ts';
import { expectCode, turnOfCode } from './reply-code.ts';

/** FTP: RFC 4217 §4. */
export function* ftp(): Dialogue {
  expectCode('220', yield turnOfCode(null), 'wrong-protocol');
  expectCode('234', yield turnOfCode('AUTH TLS'), 'starttls-refused');
}
