import tls, { type SecureContext, type SecureContextOptions } from 'node:tls';

/**
 * Options of connections, of requests and of agents that have no part in a secure context: it can be the same for all
 * that name none but these. What is not known here might say which keys, versions or ciphers are to be used.
 */
const withoutPart: ReadonlySet<string> = new Set([
  ...['host', 'hostname', 'port', 'defaultPort', 'path', 'pathname', 'search', 'query', 'hash', 'href', 'protocol'],
  ...['lookup', 'family', 'hints', 'localAddress', 'localPort', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout'],
  ...['servername', 'ALPNProtocols', 'session', 'checkServerIdentity', 'rejectUnauthorized', 'minDHSize'],
  ...['socket', 'allowHalfOpen', 'noDelay', 'keepAlive', 'keepAliveInitialDelay', 'highWaterMark', 'timeout', 'signal'],
  ...['method', 'headers', 'auth', 'agent', 'agentKey', '_agentKey', '_defaultAgent', 'setHost', 'uniqueHeaders'],
  ...['insecureHTTPParser', 'maxHeaderSize', 'joinDuplicateHeaders', 'encoding', 'scheduling'],
  ...['keepAliveMsecs', 'maxSockets', 'maxTotalSockets', 'maxFreeSockets', 'maxCachedSessions'],
  ...['agentKeepAliveTimeoutBuffer', 'proxyEnv'],
]);

interface Kept {
  readonly context: SecureContext;
  readonly defaults: readonly unknown[];
}

/** Makes the secure context of most connections once: Node makes one for each, which is a fifth of a handshake. */
export class KeptContext {
  readonly #options: SecureContextOptions;
  #kept: Kept | null = null;

  /** @param options beside Node's defaults */
  constructor(options: SecureContextOptions) {
    this.#options = options;
  }

  /** @returns null where `options` have a say in it */
  for(options: object): SecureContext | null {
    const hasSay = Object.entries(options).some(([name, value]) => value !== undefined && !withoutPart.has(name));
    if (hasSay) return null;
    const defaults = nodesDefaults();
    if (!this.#kept?.defaults.every((value, at) => value === defaults[at])) {
      const context = tls.createSecureContext({ ciphers: tls.DEFAULT_CIPHERS, ...this.#options });
      this.#kept = { context, defaults };
    }
    return this.#kept.context;
  }
}

// An app can set them at any time.
function nodesDefaults(): unknown[] {
  const { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION, DEFAULT_ECDH_CURVE } = tls;
  const anchors = tls.getCACertificates('default');
  return [anchors, DEFAULT_CIPHERS, DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION, DEFAULT_ECDH_CURVE];
}
