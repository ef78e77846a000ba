import type { Target } from '../target.ts';
import { javascriptKeys } from '../write/javascript-keys.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment } from '../write/text.ts';

/**
 * Documentation: Node, `tls.connect` and its option `checkServerIdentity`. It is asked after the chain was accepted and
 * before the request is sent, but not on a resumed session; of the path Node shows only the server's own certificate
 * reliably, since `issuerCertificate` follows the list that was sent.
 */
export const node: Target = {
  id: 'node',
  title: 'Node, https.Agent',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'Node', compares: 'leaf', excludes: true });
    const text = `${headerComment(plan, '//')}
import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { checkServerIdentity as checkName } from 'node:tls';

/** Asked once the chain was accepted. An error ends the connection before anything is sent. */
export function checkServerIdentity(host, certificate) {
  const error = checkName(host, certificate);
  if (error) return error;
  const pins = pinsFor(host);
  if (pins.length === 0 || pins.includes(pinOf(certificate.raw))) return undefined;
  return Object.assign(new Error('No pinned key at ' + host), { code: 'ERR_PINNED_KEY' });
}

/** For https.request({ agent: pinnedAgent }). Sessions are not resumed: a resumed one would not be asked about. */
export const pinnedAgent = new Agent({ keepAlive: true, maxCachedSessions: 0, checkServerIdentity });

${javascriptKeys(plan, hosts)}`;
    return {
      files: [{ path: 'pinned-agent.mjs', text }],
      steps: [
        'Give pinnedAgent to every request: https.request(url, { agent: pinnedAgent }).',
        'For fetch: setGlobalDispatcher(new Agent({ connect: { checkServerIdentity, maxCachedSessions: 0 } })) with the Agent of the package undici.',
        'rejectUnauthorized must stay true: without it Node does not ask.',
        '@livepin/client pins keys of CAs too, and follows changes of keys.',
      ],
      losses,
    };
  },
};
