import { type Host, LivepinError } from '@livepin/core';
import { platformAnchors } from '@livepin/tls';
import { type Probed, type ProbeOptions, probe, type Target } from '@livepin/tls/probe';
import { judgeSeen } from '../judge-endpoint.ts';
import { clock } from '../parse-time.ts';

/** A server to be asked which keys it shows, and how. */
export interface AskedServer {
  readonly target: Target;
  readonly options: ProbeOptions;
}

/** What servers showed, and of those that showed nothing that is trusted, why. */
export interface Asked {
  readonly shown: ReadonlyMap<Host, Probed>;
  readonly silent: ReadonlyMap<Host, LivepinError>;
}

export const nobodyAsked: Asked = { shown: new Map(), silent: new Map() };

const atOnce = 32;

/**
 * Asks servers for the keys that they show. What is not trusted tells nothing: an attacker on the way would have their own
 * key pinned.
 */
export async function askHosts(servers: readonly AskedServer[]): Promise<Asked> {
  const shown = new Map<Host, Probed>();
  const silent = new Map<Host, LivepinError>();
  const waiting = servers.values();
  const worker = async () => {
    for (const server of waiting) {
      const { host } = server.target.endpoint;
      try {
        shown.set(host, await ask(server));
      } catch (error) {
        if (!(error instanceof LivepinError)) throw error;
        silent.set(host, error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { shown, silent };
}

/** @throws {LivepinError} LP_UNREACHABLE, LP_CHAIN_UNTRUSTED, LP_CERTIFICATE_EXPIRED, LP_NAME_MISMATCH */
async function ask({ target: { endpoint, startTls }, options }: AskedServer): Promise<Probed> {
  const now = clock();
  const seen = await probe(endpoint, { ...options, startTls, now });
  const { code, sentence } = judgeSeen(seen, null, options.anchors ?? platformAnchors(), now);
  if (code !== null) throw new LivepinError(code, sentence ?? `${endpoint.host} is not trusted.`);
  return seen;
}
