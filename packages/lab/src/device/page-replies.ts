import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { formatPem } from '@livepin/pki';
import { androidInstallScript, androidRemoveScript } from './android-script.ts';
import { type GuideFacts, guidesOf, labName } from './guide.ts';
import { checkPage, labPage } from './lab-page.ts';
import { mobileconfigOf } from './mobileconfig.ts';
import { proxyPacOf } from './proxy-pac.ts';

export interface PageFacts {
  /** The root that devices install, DER. */
  readonly root: Uint8Array;
  /** SHA-256 of it, hexadecimal. */
  readonly fingerprint: string;
  /** Asked for each page: where the lab listens is known later than where its pages do. */
  facts(): GuideFacts;
}

/** What is asked: of a request as Node gives it. */
export interface PageRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly host?: string | undefined };
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** To be kept under this name; absent for what is to be looked at. */
  readonly fileName?: string;
}

/** The answer to a request without TLS, at `http://livepin.lab/` or the lab's own address. */
export function plainReply(request: PageRequest, facts: PageFacts): Reply {
  const path = pathOf(request);
  return refusalOf(request) ?? filesOf(facts).get(path)?.() ?? refuse(404, 'Nothing is here.');
}

/**
 * The answer to a request over TLS. Browsers ask for an icon too: one page, one check.
 * @param isProof whether the name of the connection is a check's, and was never refused before
 */
export function checkReply(request: PageRequest, isProof: boolean): Reply {
  const refusal = refusalOf(request);
  if (refusal) return refusal;
  return pathOf(request) === '/' ? html(checkPage(isProof)) : refuse(404, 'Nothing is here.');
}

/** `check-1f2e3d4c5b6a.livepin.lab`: a name that was never used, for which no browser keeps an exception. */
function newCheckName(): string {
  return `check-${randomBytes(6).toString('hex')}.${labName}`;
}

export function isCheckName(name: string): boolean {
  return /^check-[0-9a-f]{12}\.livepin\.lab$/.test(name);
}

/** Names under which the lab itself is to be found. */
export function isOwnName(name: string): boolean {
  return name === labName || isCheckName(name);
}

function filesOf({ root, fingerprint, facts }: PageFacts): ReadonlyMap<string, () => Reply> {
  const known = facts();
  const { rootHash, rootName, deviceUrl, localUrl } = known;
  const pem = formatPem('CERTIFICATE', root);
  const script = (body: string): Reply => ({ status: 200, type: 'text/plain; charset=utf-8', body });
  const file = (fileName: string, type: string, body: string | Uint8Array) => (): Reply => ({
    status: 200,
    type,
    body,
    fileName,
  });
  return new Map<string, () => Reply>([
    ['/', () => html(labPage({ ...known, fingerprint, checkName: newCheckName(), guides: guidesOf(known) }))],
    ['/livepin-lab.crt', file('livepin-lab.crt', 'application/x-x509-ca-cert', root)],
    ['/livepin-lab.pem', file('livepin-lab.pem', 'application/x-pem-file', pem)],
    [`/${rootHash}.0`, file(`${rootHash}.0`, 'application/octet-stream', pem)],
    [
      // Without a name to be kept under: Safari takes it for a profile only where it is not a download.
      '/livepin-lab.mobileconfig',
      () => ({
        status: 200,
        type: 'application/x-apple-aspen-config',
        body: mobileconfigOf({ der: root, name: rootName }),
      }),
    ],
    [
      '/proxy.pac',
      () => ({
        status: 200,
        type: 'application/x-ns-proxy-autoconfig',
        body: proxyPacOf(new URL(deviceUrl ?? localUrl).host),
      }),
    ],
    ['/android-system-ca.sh', () => script(androidInstallScript({ hash: rootHash, pem }))],
    ['/android-system-ca-remove.sh', () => script(androidRemoveScript())],
  ]);
}

function pathOf({ url = '/' }: PageRequest): string {
  // As a proxy is asked, or as a server is.
  return url.replace(/^http:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';
}

function refusalOf({ method, headers }: PageRequest): Reply | null {
  if (!isOwnHost(headers.host)) return refuse(421, 'The lab has no page for this name.');
  return method === 'GET' || method === 'HEAD' ? null : refuse(405, 'The lab only has pages to be read.');
}

/**
 * Whether a Host header names the lab. A web page whose own name leads to this machine (DNS rebinding) sends its name along
 * and learns nothing; a bare address cannot be rebound.
 */
function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return isOwnName(name) || name === 'localhost' || isIP(bare) !== 0;
}

function html(body: string): Reply {
  return { status: 200, type: 'text/html; charset=utf-8', body };
}

function refuse(status: number, sentence: string): Reply {
  return { status, type: 'text/plain; charset=utf-8', body: `${sentence}\n` };
}
