import type { Target } from '../target.ts';
import { javascriptKeys } from '../write/javascript-keys.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment } from '../write/text.ts';

/**
 * Documentation: Electron, `session.setCertificateVerifyProc`. 0 accepts whatever Chromium found and skips Certificate
 * Transparency, -2 refuses, -3 leaves it to Chromium. `validatedCertificate` is the path that Chromium verified, while
 * `certificate` is what the server sent; the `fingerprint` of both is of the certificate, not of its key.
 */
export const electron: Target = {
  id: 'electron',
  title: 'Electron, session.setCertificateVerifyProc',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'Electron', compares: 'path', excludes: true });
    const text = `${headerComment(plan, '//')}
import { createHash, X509Certificate } from 'node:crypto';
import { app } from 'electron';

const refuse = -2;
const asChromiumSays = -3;

/** Pins every session of the app, those of partitions too. To be called before the app is ready. */
export function pinSessions() {
  // Over HTTP/2 and QUIC, Chromium sends requests for one host over connections to another whose certificate names both,
  // and does not ask about them again.
  app.commandLine.appendSwitch('disable-http2');
  app.commandLine.appendSwitch('disable-quic');
  app.on('session-created', (session) => session.setCertificateVerifyProc(judge));
}

/** Chromium's own verdict stands in any case: a pinned key only adds to it. */
export function judge({ hostname, validatedCertificate, errorCode }, callback) {
  const pins = pinsFor(hostname);
  const isRefused = errorCode === 0 && pins.length > 0 && !pathOf(validatedCertificate).some((pin) => pins.includes(pin));
  callback(isRefused ? refuse : asChromiumSays);
}

/** The pins of the verified path. A self-signed certificate is its own issuer. */
function pathOf(certificate) {
  const path = [];
  for (let next = certificate; next && path.length < 16; next = next.issuerCert) {
    path.push(pinOf(new X509Certificate(next.data).raw));
  }
  return path;
}

${javascriptKeys(plan, hosts)}`;
    return {
      files: [{ path: 'pin-sessions.mjs', text }],
      steps: [
        'Call pinSessions() in the main process before app.whenReady().',
        'HTTP/2 and QUIC are switched off for the whole app: with them, a connection to a host without pins can serve a pinned one.',
        'Requests of Node itself in the main process (https, fetch of Node) do not go through a session, and those of utility processes are not asked about: use net.fetch in the main process, or livepin generate node.',
        'Chromium remembers its verdicts: an app that runs past the end of the pins may go on refusing until it is started again.',
      ],
      losses,
    };
  },
};
