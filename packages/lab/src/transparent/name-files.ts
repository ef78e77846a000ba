import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';

/** What is hidden from an app, and by what. */
export interface Mount {
  readonly from: string;
  readonly over: string;
}

/**
 * Writes the files by which an app's names lead to the lab's resolver and nowhere else: the machine's own lists of names, and
 * resolvers that are asked over sockets of the file system, would lead past it.
 * @param folder is ours, and private
 */
export function writeNameFiles(folder: string): readonly Mount[] {
  const own = hostname();
  const files = [
    { over: '/etc/resolv.conf', text: 'nameserver 127.0.0.1\n' },
    { over: '/etc/hosts', text: `127.0.0.1 localhost ${own}\n::1 localhost ip6-localhost ip6-loopback\n` },
    { over: '/etc/nsswitch.conf', text: withoutNameServices(textOf('/etc/nsswitch.conf')) },
  ];
  // Over a file that is not there nothing can be laid, and it leads nowhere: without one, C libraries ask 127.0.0.1.
  const present = files.filter(({ over }) => existsSync(over));
  const mounts = present.map(({ over, text }) => {
    const from = join(folder, basename(over));
    writeFileSync(from, text, { mode: 0o644 });
    return { from, over };
  });
  // The cache of names of the C library is asked before anything else.
  if (!existsSync('/run/nscd')) return mounts;
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  return [...mounts, { from: empty, over: '/run/nscd' }];
}

/** nsswitch.conf(5): the line of hosts without the services of systemd, Avahi and LDAP, the others as they are. */
export function withoutNameServices(text: string): string {
  return text.replace(/^[ \t]*hosts[ \t]*:.*$/gim, 'hosts: files dns');
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
