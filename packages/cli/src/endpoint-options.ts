import { anchorsFromPem, type Endpoint, type ProbeOptions, parseEndpoint } from '@livepin/tls';
import { readInput } from './files.ts';
import { parsed, text } from './sketch.ts';

export const connectOption = parsed(
  '--connect <address:port>',
  'connect there instead; the name that is asked for stays',
  (given) => parseEndpoint(given),
);

export const caOption = text(
  '--ca <file>',
  'trust the CAs in this PEM file and no others; otherwise those of Node and NODE_EXTRA_CA_CERTS',
);

/** The two options as a probe wants them. */
export async function probeOptionsOf(connect: Endpoint | undefined, ca: string | undefined): Promise<ProbeOptions> {
  const anchors =
    ca === undefined ? {} : { anchors: anchorsFromPem([Buffer.from(await readInput(ca)).toString('latin1')]) };
  return { ...anchors, ...(connect ? { connect } : {}) };
}
