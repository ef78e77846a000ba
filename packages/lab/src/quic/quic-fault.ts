/** Errors of QUIC's transport (RFC 9000 §20.1). */
export const transportErrors = {
  noError: 0x00,
  internalError: 0x01,
  connectionRefused: 0x02,
  flowControlError: 0x03,
  streamLimitError: 0x04,
  streamStateError: 0x05,
  frameEncodingError: 0x07,
  transportParameterError: 0x08,
  protocolViolation: 0x0a,
  applicationError: 0x0c,
  cryptoBufferExceeded: 0x0d,
  /** And the alert of TLS (RFC 9001 §4.8). */
  crypto: 0x100,
} as const;

/** The peer broke a rule of QUIC, or of what is spoken over it. Caught at the connection's door. */
export class QuicFault extends Error {
  readonly code: number;
  /** Whether the code is one of `transportErrors`, and not one of HTTP/3. */
  readonly isTransport: boolean;

  constructor(code: number, sentence: string, isTransport = true) {
    super(sentence);
    this.name = 'QuicFault';
    this.code = code;
    this.isTransport = isTransport;
  }
}

export const violation = (sentence: string): QuicFault => new QuicFault(transportErrors.protocolViolation, sentence);

export const malformedFrame = (what: string): QuicFault =>
  new QuicFault(transportErrors.frameEncodingError, `${what} is malformed`);
