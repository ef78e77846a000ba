import type { Dialogue } from '../dialogue.ts';
import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { pop3 } from './pop3.ts';
import { postgres } from './postgres.ts';
import { smtp } from './smtp.ts';

/** The protocols that begin in clear and go over to TLS, each with its port (IANA) and how the change is asked for. */
export const startTlsProtocols = {
  smtp: { port: 25, dialogue: smtp },
  submission: { port: 587, dialogue: smtp },
  imap: { port: 143, dialogue: imap },
  pop3: { port: 110, dialogue: pop3 },
  postgres: { port: 5432, dialogue: postgres },
  mysql: { port: 3306, dialogue: mysql },
  ldap: { port: 389, dialogue: ldap },
  ftp: { port: 21, dialogue: ftp },
} as const satisfies Record<string, { port: number; dialogue: (localAddress: string) => Dialogue }>;

export type StartTls = keyof typeof startTlsProtocols;
