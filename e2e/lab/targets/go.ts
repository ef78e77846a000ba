import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildFolder } from '../../attacks/clients/build-folder.ts';
import { findGo } from '../../attacks/clients/go.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { blind, leaking, pinned, trusting } from './known.ts';
import { versionOf } from './version-of.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('programs/go', import.meta.url));
/** The one with quic-go: its modules are fetched once. */
const quicModule = fileURLToPath(new URL('../../../packages/lab/test/quic/clients/quic-go', import.meta.url));

function goTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  how: string,
  pinOf: (world: GenuineWorld) => string = ({ leafPin }) => leafPin,
): LabTarget {
  return {
    ...told,
    engine: 'Go',
    async prepare(world) {
      const found = findGo();
      if ('missing' in found) return found;
      const program = join(await buildFolder(), 'lab-target-go');
      await build(found.path, program);
      const version = await versionOf(found.path, ['version'], /go(\d\S+)/);
      return { command: [program, how, world.url, canary, pinOf(world)], version: `Go ${version}` };
    },
  };
}

let built: Promise<unknown> | null = null;

/** As a file without a module: the go line of a go.mod would bring back what older versions put up with. */
function build(go: string, program: string): Promise<unknown> {
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  built ??= run(go, ['build', '-o', program, 'main.go'], { cwd: source, env });
  return built;
}

export const goTargets: readonly LabTarget[] = [
  goTarget(
    {
      id: 'go',
      name: 'Go net/http',
      isRepresentative: false,
      known: trusting('stays', 'It has no pin; redirects are switched off in this target.'),
    },
    'plain',
  ),
  goTarget(
    {
      id: 'go-insecure',
      name: 'Go, InsecureSkipVerify',
      isRepresentative: false,
      known: blind('stays', 'Checks of certificates are switched off.'),
    },
    'insecure',
  ),
  goTarget(
    {
      id: 'go-pinned',
      name: 'Go, VerifyConnection over VerifiedChains, the leaf pinned',
      isRepresentative: false,
      known: pinned('It judges what Go has verified, in the handshake, resumed or not.'),
    },
    'verified',
  ),
  goTarget(
    {
      id: 'go-pinned-issuer',
      name: 'Go, VerifyConnection over VerifiedChains, the CA pinned',
      isRepresentative: false,
      known: pinned('It judges what Go has verified, in the handshake, resumed or not.'),
    },
    'verified',
    ({ issuerPin }) => issuerPin,
  ),
  goTarget(
    {
      id: 'go-sent-leaf',
      name: 'Go, VerifyConnection over PeerCertificates, the leaf pinned',
      isRepresentative: false,
      known: leaking(['genuine-chain-appended'], 'It looks for the pin in the list that the server sent.'),
    },
    'sent',
  ),
  goTarget(
    {
      id: 'go-sent-issuer',
      name: 'Go, VerifyConnection over PeerCertificates, the CA pinned',
      isRepresentative: true,
      known: leaking(
        ['genuine-intermediate-appended', 'genuine-chain-appended', 'name-chaining', 'name-chaining-key-ids'],
        'It looks for the pin in the list that the server sent, where the genuine CA is appended.',
      ),
    },
    'sent',
    ({ issuerPin }) => issuerPin,
  ),
  goTarget(
    {
      id: 'go-shared-cache',
      name: 'Go, an unpinned client and one with VerifyPeerCertificate share a ClientSessionCache',
      isRepresentative: false,
      known: trusting('stays', 'The unpinned client begins a session, and the pinned one resumes it unasked.', [
        'shared-session-cache',
      ]),
    },
    'shared-cache',
  ),
  {
    id: 'go-http3-beside',
    name: 'Go, pins in net/http, and quic-go without pins where the server announces HTTP/3',
    engine: 'Go',
    isRepresentative: false,
    known: leaking(['http3'], 'Its pins are in the TLS config of its TCP client; that of HTTP/3 has none.'),
    async prepare({ url, leafPin }) {
      const found = findGo();
      if ('missing' in found) return found;
      const program = join(await buildFolder(), 'lab-target-http3');
      try {
        const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
        await run(found.path, ['build', '-o', program, './beside-tcp'], { cwd: quicModule, env });
      } catch (error) {
        return { missing: `quic-go cannot be built here: ${(error as Error).message.split('\n')[0]}` };
      }
      const version = await versionOf(found.path, ['version'], /go(\d\S+)/);
      return {
        command: [program, url, canary, leafPin],
        version: `Go ${version}, quic-go 0.65.0`,
        mode: 'transparent',
      };
    },
  },
];
