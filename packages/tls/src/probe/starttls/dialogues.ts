import type { Dialogue } from '../dialogue.ts';
import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { pop3 } from './pop3.ts';
import { postgres } from './postgres.ts';
import type { StartTls } from './protocols.ts';
import { smtp } from './smtp.ts';

/** How each protocol goes over to TLS. Loaded where one is spoken: most servers, and every app, need none of it. */
export const startTlsDialogues: Readonly<Record<StartTls, (localAddress: string) => Dialogue>> = {
  smtp,
  submission: smtp,
  imap,
  pop3,
  postgres,
  mysql,
  ldap,
  ftp,
};
