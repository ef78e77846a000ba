import { alerts } from './alerts.ts';
import { type CipherSuite, cipherSuites } from './cipher-suites.ts';
import { groups } from './key-exchange.ts';
import type { OfferedHello } from './parse-client-hello.ts';
import { ProtocolFault } from './protocol-fault.ts';
import type { Session, TicketVault } from './ticket-vault.ts';

/** What the lab wants of a handshake. */
export interface Wishes {
  /** @returns of what the app offers, what is to be spoken; null for no ALPN */
  protocolFor(offered: readonly string[]): string | null;
  /** Null: no session is resumed and no ticket given. */
  readonly tickets: TicketVault | null;
  readonly acceptsEarlyData: boolean;
}

/** What both sides are going to use. */
export interface Terms {
  readonly suite: CipherSuite;
  readonly group: number;
  /** The app's share of the group; null where it has to be asked for one (HelloRetryRequest). */
  readonly share: Uint8Array | null;
  readonly protocol: string | null;
  readonly resumed: { readonly session: Session; readonly index: number } | null;
  readonly takesEarlyData: boolean;
}

/**
 * RFC 8446 §4.1.1
 * @param retried the terms of the HelloRetryRequest that was the answer to an earlier hello
 * @throws {ProtocolFault} where there is no common ground
 */
export function negotiate(hello: OfferedHello, wishes: Wishes, retried: Terms | null): Terms {
  if (!hello.versions.includes(0x0304))
    throw new ProtocolFault(alerts.protocolVersion, 'the app does not offer TLS 1.3, which this attack needs');
  const suites = cipherSuites.filter(({ id }) => hello.cipherSuites.includes(id));
  const resumed = findSession(hello, wishes, retried ? [retried.suite] : suites);
  // The order is the app's, which is what servers without an order of their own do.
  const first = hello.cipherSuites.map((id) => suites.find((suite) => suite.id === id)).find((suite) => suite);
  const suite = retried?.suite ?? resumed?.session.suite ?? first;
  if (!suite) throw new ProtocolFault(alerts.handshakeFailure, 'the app offers no cipher suite that the lab knows');
  const protocol = wishes.protocolFor(hello.protocols);
  const agreed = agreeOnGroup(hello, retried);
  const takesEarlyData =
    wishes.acceptsEarlyData &&
    hello.offersEarlyData &&
    resumed?.index === 0 &&
    resumed.session.allowsEarlyData &&
    resumed.session.protocol === protocol &&
    // RFC 8446 §4.1.2: a HelloRetryRequest ends early data.
    retried === null &&
    agreed.share !== null;
  return { suite, ...agreed, protocol, resumed, takesEarlyData };
}

function findSession(hello: OfferedHello, { tickets }: Wishes, suites: readonly CipherSuite[]): Terms['resumed'] {
  // 1 is psk_dhe_ke; without a key exchange of its own (0) nobody resumes any more.
  if (!tickets || !hello.psk || !hello.pskModes.includes(1)) return null;
  for (const [index, identity] of hello.psk.identities.entries()) {
    const session = tickets.find(identity);
    if (session && suites.some(({ id }) => id === session.suite.id)) return { session, index };
  }
  return null;
}

function agreeOnGroup(hello: OfferedHello, retried: Terms | null): Pick<Terms, 'group' | 'share'> {
  for (const group of retried ? [retried.group] : groups.keys()) {
    const share = hello.keyShares.find((offered) => offered.group === group);
    if (share) return { group, share: share.key };
  }
  if (retried) throw new ProtocolFault(alerts.illegalParameter, 'the app did not send the key share it was asked for');
  for (const group of groups.keys()) if (hello.groups.includes(group)) return { group, share: null };
  throw new ProtocolFault(alerts.handshakeFailure, 'the app offers no group for the key exchange that the lab knows');
}
