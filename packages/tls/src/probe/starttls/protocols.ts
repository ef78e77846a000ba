/** The protocols that begin in clear and go over to TLS, with their ports (IANA). */
export const startTlsPorts = {
  smtp: 25,
  submission: 587,
  imap: 143,
  pop3: 110,
  postgres: 5432,
  mysql: 3306,
  ldap: 389,
  ftp: 21,
} as const;

export type StartTls = keyof typeof startTlsPorts;
