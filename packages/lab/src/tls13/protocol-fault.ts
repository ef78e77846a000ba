import { alerts } from './alerts.ts';

/** The peer broke a rule of TLS or QUIC. Thrown inside the lab's own handshake, and caught at its doors: a sentence and an alert. */
export class ProtocolFault extends Error {
  /** What the peer is told (RFC 8446 §6.2). */
  readonly alert: number;

  constructor(alert: number, sentence: string) {
    super(sentence);
    this.name = 'ProtocolFault';
    this.alert = alert;
  }
}

export const malformed = (what: string): ProtocolFault => new ProtocolFault(alerts.decodeError, `${what} is malformed`);
