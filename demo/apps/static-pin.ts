// An app that is pinned the good old way: the hash of the server's public key stands in its code, and a connection to any
// other key ends before the request is written. There is nothing wrong with it but that it cannot change.
import { createHash, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { runApp } from './run-app.ts';
import { sendWith } from './send-with-agent.ts';

const pin = process.env['PIN'];

runApp(
  sendWith({
    checkServerIdentity(host, certificate) {
      const fault = tls.checkServerIdentity(host, certificate);
      if (fault) return fault;
      const spki = new X509Certificate(certificate.raw).publicKey.export({ type: 'spki', format: 'der' });
      const seen = createHash('sha256').update(spki).digest('base64');
      return seen === pin ? undefined : new Error(`${host} shows the key ${seen}, pinned is ${pin}`);
    },
  }),
);
