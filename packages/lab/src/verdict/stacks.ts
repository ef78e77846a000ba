import type { Connection } from '../connection.ts';
import type { ReportedHost } from '../report/report.ts';
import { reachOf } from './judge-try.ts';
import { isReadable } from './reach.ts';

/**
 * The TLS stack that made a connection: its transport, version and ciphers, as JA4 has them. Not the whole of JA4, which also
 * counts the extensions: a client that offers to resume a session would be another stack than the same client before. Null
 * where nothing was said in TLS.
 */
export function stackOf({ hello }: Connection): string | null {
  if (hello === null) return null;
  const [first = '', ciphers = ''] = hello.ja4.split('_');
  return `${first.slice(0, 3)}_${ciphers}`;
}

export function stacksOf(connections: readonly Connection[]): Set<string> {
  return new Set(connections.flatMap((connection) => stackOf(connection) ?? []));
}

/** What each stack let through under attack: one line a stack, under the JA4 that it was first seen with. */
export function countStacks(connections: readonly Connection[]): ReportedHost['stacks'] {
  const attacks = connections.filter(({ isAttack, hello }) => isAttack && hello !== null);
  return [...Map.groupBy(attacks, stackOf).values()].map((own) => {
    const read = own.filter((connection) => isReadable(reachOf(connection))).length;
    return { ja4: own[0]!.hello!.ja4, held: own.length - read, read };
  });
}
