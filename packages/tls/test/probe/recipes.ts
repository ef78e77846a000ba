import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { StartTls } from '@livepin/tls/probe';
import { type Found, findProgram } from '../../../../e2e/system.ts';
import type { Recipe } from './peer.ts';

/** A real server for a protocol: what it is, what of it has to be there, and how it is started. */
export interface RealServer {
  readonly says: string;
  readonly protocol: StartTls;
  readonly found: Found;
  readonly recipe: (program: string) => Recipe;
}

// Debian keeps several versions of PostgreSQL side by side, none of them on the path.
const postgresFolder = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
const postgres: Found = postgresFolder ? { path: join(postgresFolder, 'postgres') } : findProgram('postgres');

const dovecot = (file: string): Found =>
  existsSync(`/usr/lib/dovecot/${file}`) ? findProgram('dovecot') : { missing: `dovecot has no ${file}` };

export const realServers: readonly RealServer[] = [
  {
    says: 'PostgreSQL',
    protocol: 'postgres',
    found: postgres,
    recipe: (program) => ({
      user: 'postgres',
      before: () => [join(program, '..', 'initdb'), '-D', 'data', '-A', 'trust', '--no-sync', '--no-instructions'],
      command: ({ folder, port, chain, key }) => [
        program,
        ...['-D', 'data', '-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-c', 'fsync=off'],
        ...['-c', 'ssl=on', '-c', `ssl_cert_file=${chain}`, '-c', `ssl_key_file=${key}`],
      ],
    }),
  },
  {
    says: 'MariaDB',
    protocol: 'mysql',
    found: findProgram('mariadbd', 'mysqld'),
    recipe: (program) => ({
      user: 'nobody',
      // Without tables of its own: it greets and shakes hands all the same.
      command: ({ folder, port, chain, key }) => [
        program,
        ...['--no-defaults', `--datadir=${folder}`, '--socket=socket', '--bind-address=127.0.0.1', `--port=${port}`],
        ...['--skip-grant-tables', '--innodb=OFF', '--default-storage-engine=Aria'],
        ...[`--ssl-cert=${chain}`, `--ssl-key=${key}`],
      ],
    }),
  },
  ...(['imap', 'pop3'] as const).map(
    (protocol): RealServer => ({
      says: `Dovecot's ${protocol}`,
      protocol,
      found: dovecot(`${protocol}-login`),
      recipe: (program) => ({
        files: ({ folder, port, chain, key }) => ({
          'dovecot.conf': `
            base_dir = ${folder}/run
            state_dir = ${folder}/run
            log_path = /dev/stderr
            protocols = ${protocol}
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <${chain}
            ssl_key = <${key}
            service ${protocol}-login {
              chroot =
              inet_listener ${protocol} {
                port = ${port}
              }
              inet_listener ${protocol}s {
                port = 0
              }
            }
            service anvil {
              chroot =
            }
            passdb {
              driver = static
              args = nopassword=y
            }
          `,
        }),
        command: () => [program, '-F', '-c', 'dovecot.conf'],
      }),
    }),
  ),
  {
    says: 'aiosmtpd',
    protocol: 'smtp',
    found: findProgram('aiosmtpd'),
    recipe: (program) => ({
      command: ({ port, chain, key }) => [
        program,
        ...['-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Sink', '--tlscert', chain, '--tlskey', key],
      ],
    }),
  },
  {
    says: 'OpenLDAP',
    protocol: 'ldap',
    found: findProgram('slapd'),
    recipe: (program) => ({
      files: ({ folder, chain, key }) => ({
        'slapd.conf': [
          'include /etc/ldap/schema/core.schema',
          `pidfile ${folder}/pid`,
          `TLSCertificateFile ${chain}`,
          `TLSCertificateKeyFile ${key}`,
          'database ldif',
          'suffix "o=Example"',
          `directory ${folder}`,
          '',
        ].join('\n'),
      }),
      command: ({ port }) => [program, '-d', '0', '-f', 'slapd.conf', '-h', `ldap://127.0.0.1:${port}`],
    }),
  },
];

export interface RealProxy {
  readonly says: string;
  readonly scheme: 'http' | 'socks5';
  readonly found: Found;
  /** Takes the user `user` with the password `secret`, and nobody else. */
  readonly recipe: (program: string) => Recipe;
}

export const realProxies: readonly RealProxy[] = [
  {
    says: 'tinyproxy',
    scheme: 'http',
    found: findProgram('tinyproxy'),
    recipe: (program) => ({
      files: ({ port }) => ({
        'tinyproxy.conf': `Port ${port}\nListen 127.0.0.1\nTimeout 60\nLogLevel Error\nBasicAuth user secret\n`,
      }),
      command: () => [program, '-d', '-c', 'tinyproxy.conf'],
    }),
  },
  {
    says: 'microsocks',
    scheme: 'socks5',
    found: findProgram('microsocks'),
    recipe: (program) => ({
      command: ({ port }) => [program, '-i', '127.0.0.1', '-p', `${port}`, '-u', 'user', '-P', 'secret'],
    }),
  },
];
