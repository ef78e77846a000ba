import type { Guide } from './guide.ts';
import { labName } from './guide.ts';
import { qrPath } from './qr-code.ts';

export interface LabPage {
  readonly rootName: string;
  /** SHA-256 of the root, hexadecimal. */
  readonly fingerprint: string;
  /** Under which a device finds the lab; null where only this machine does. */
  readonly deviceUrl: string | null;
  /** A name that was never used: whoever went past a warning for another one has not done so for this. */
  readonly checkName: string;
  readonly guides: readonly Guide[];
}

/** The page that a device sees at `http://livepin.lab/`, or at the lab's own address. Nothing in it runs. */
export function labPage({ rootName, fingerprint, deviceUrl, checkName, guides }: LabPage): string {
  return document(
    'Livepin lab',
    `<h1>Livepin lab</h1>
<p>Whoever brings this device behind the lab lets the lab read its encrypted connections, to find out which apps are pinned.
Only do it on a device for tests, and take the CA away afterwards.</p>
<ol class="ways">
<li><h2>Install the lab’s CA</h2>
<p class="buttons"><a class="button" href="/livepin-lab.crt" download>Android: certificate</a>
<a class="button" href="/livepin-lab.mobileconfig">iPhone, iPad: profile</a></p>
<p class="small">${escapeHtml(rootName)}<br>SHA-256 <code>${escapeHtml(inGroups(fingerprint))}</code><br>
<a href="/livepin-lab.pem">PEM</a> · <a href="/proxy.pac">proxy.pac</a> · <a href="/android-system-ca.sh">script for Android’s system store</a></p></li>
<li><h2>Set the proxy</h2>${deviceUrl === null ? '<p>As the terminal says.</p>' : `<p>Wi-Fi, proxy: host <code>${escapeHtml(new URL(deviceUrl).hostname)}</code>, port <code>${escapeHtml(new URL(deviceUrl).port)}</code>.</p>`}</li>
<li><h2>Check</h2>
<p class="buttons"><a class="button" href="https://${escapeHtml(checkName)}/">Check that this device trusts it</a></p>
<p class="small">A green page: it does. A warning: it does not; go back, and do not go past it. An error, and no warning: the proxy is not set.</p></li>
</ol>
<h2 class="more">In detail</h2>
${guides.map(guideSection).join('\n')}
${deviceUrl === null ? '' : qrSection(deviceUrl)}`,
  );
}

/** What `https://check-….livepin.lab/` answers. @param isProof whether this name was never refused before */
export function checkPage(isProof: boolean): string {
  return isProof
    ? document(
        'The CA is trusted',
        `<h1 class="good">✓ This device trusts the lab’s CA</h1>
<p>At least this browser does. Now use the app. <strong>Android:</strong> browsers trust CAs of the user, and apps do not unless their
build says so; only a CA of the system shows that an app would have trusted it.</p>`,
      )
    : document(
        'The CA is not trusted',
        `<h1 class="bad">✗ This device does not trust the lab’s CA</h1>
<p>A warning came first, and somebody went past it: that proves nothing of apps. Install the CA, then take the link “check” at
<a href="http://${labName}/">http://${labName}/</a> again.</p>`,
      );
}

function qrSection(deviceUrl: string): string {
  const { size, path } = qrPath(`${deviceUrl}/`);
  return `<details><summary>Open this page on another device</summary>
<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of ${escapeHtml(deviceUrl)}/" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>
<p><code>${escapeHtml(deviceUrl)}/</code></p></details>`;
}

function guideSection({ title, steps }: Guide): string {
  const list = steps.map(({ says, commands }) => {
    const lines = commands.length === 0 ? '' : `<pre>${commands.map(escapeHtml).join('\n')}</pre>`;
    return `<li>${escapeHtml(says)}${lines}</li>`;
  });
  return `<details><summary>${escapeHtml(title)}</summary><ol>${list.join('')}</ol></details>`;
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${css}</style></head><body><main>
${body}
</main></body></html>
`;
}

const css = `
:root{color-scheme:light dark;--ink:#1d2330;--paper:#fff;--faint:#5b6472;--line:#d9dee6;--key:#0b57d0;--on-key:#fff;--good:#18794e;--bad:#b3261e;--code:#f1f4f8}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--paper:#14171d;--faint:#9aa4b2;--line:#303744;--key:#8ab4f8;--on-key:#10203a;--good:#5bd49c;--bad:#ff8a80;--code:#1f242d}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:40rem;margin:0 auto;padding:1.25rem}h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.1rem;margin:0 0 .5rem}
.ways{list-style:none;padding:0;counter-reset:way}.ways>li{border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:0 0 1rem}
.ways>li>h2::before{counter-increment:way;content:counter(way) ". "}
p{margin:.25rem 0 0}h1+p{margin:0 0 1.25rem}.more{margin:1.5rem 0 .5rem}.buttons{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0}.button{background:var(--key);color:var(--on-key);border-radius:.5rem;padding:.7rem 1rem;text-decoration:none;font-weight:600}
a{color:var(--key)}.small{color:var(--faint);font-size:.875rem;margin:.5rem 0 0}code,pre{font:.85em/1.5 ui-monospace,monospace;background:var(--code);border-radius:.3rem}
code{padding:.1em .3em;overflow-wrap:anywhere}pre{padding:.75rem;overflow-x:auto;margin:.5rem 0}
details{border-top:1px solid var(--line);padding:.6rem 0}summary{cursor:pointer;font-weight:600}details ol{padding-left:1.25rem}details li{margin:.5rem 0}
.qr{display:block;width:14rem;max-width:100%;margin:.75rem 0;border-radius:.5rem}.good{color:var(--good)}.bad{color:var(--bad)}
`;

function inGroups(hex: string): string {
  return hex.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
