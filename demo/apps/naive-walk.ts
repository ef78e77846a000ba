// An app that pins its CA the way many recipes do: it walks from the server's certificate along `issuerCertificate` and is
// content when the pinned key comes by. But what Node walks along is what the server sent, matched by names; the
// path that was verified may be another one. DO NOT COPY.
import { createHash, X509Certificate } from 'node:crypto';
import tls, { type DetailedPeerCertificate } from 'node:tls';
import { runApp } from './run-app.ts';
import { sendWith } from './send-with-agent.ts';

const pin = process.env['PIN'];

runApp(
  sendWith({
    checkServerIdentity(host, certificate) {
      const fault = tls.checkServerIdentity(host, certificate);
      if (fault) return fault;
      let at = certificate as DetailedPeerCertificate | undefined;
      const seen = new Set<string>();
      while (at?.raw && !seen.has(at.fingerprint256)) {
        seen.add(at.fingerprint256);
        const spki = new X509Certificate(at.raw).publicKey.export({ type: 'spki', format: 'der' });
        if (createHash('sha256').update(spki).digest('base64') === pin) return undefined;
        at = at.issuerCertificate;
      }
      return new Error(`${host} shows no certificate with the key ${pin}`);
    },
  }),
);
