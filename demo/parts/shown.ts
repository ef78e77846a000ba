import { once } from 'node:events';
import tls from 'node:tls';
import type { Pin } from '@livepin/core';
import { Certificate } from '@livepin/tls';
import { apiHost, type KeyKind } from './certificates.ts';

const signatures = { RSA: 'rsa_pss_rsae_sha256', ECDSA: 'ecdsa_secp256r1_sha256' } as const;

/** The key that the API shows to a client, or to one that knows only keys of one kind. */
export async function pinShown(port: number, kind?: KeyKind): Promise<Pin> {
  const sigalgs = kind ? { sigalgs: signatures[kind] } : {};
  const socket = tls.connect({ port, host: '127.0.0.1', servername: apiHost, rejectUnauthorized: false, ...sigalgs });
  try {
    await once(socket, 'secureConnect');
    return new Certificate(socket.getPeerCertificate().raw).pin;
  } finally {
    socket.destroy();
  }
}
