import { dateText } from '../date-text.ts';
import type { Report } from '../report.ts';
import { controlFailuresIn, counted, countsIn, verdictIn, wasAttacked } from '../summary.ts';
import { hostWords } from '../verdict-words.ts';
import { mark } from './marks.ts';
import { html, joined, type Markup, when } from './markup.ts';

const modes: Readonly<Record<Report['mode'], string>> = {
  proxy: 'Behind a proxy that its environment names',
  transparent: 'Redirected, whatever it connects to, in a network namespace of its own',
  device: 'A device that has the lab as its proxy',
  upstream: 'The lab in the place of the server',
};

/** What it comes to, of what, when and how: all that somebody reads who reads no further. */
export function head(report: Report): Markup {
  const { tone, sentence } = verdictIn(report);
  return html`<header class="top ${tone}">
<p class="kicker">Livepin lab report</p>
<h1>${sentence}</h1>
${when(report.hosts.length > 1, () => share(report))}
<dl class="facts">
<div><dt>Tested</dt><dd><code>${report.subject.name}</code>${report.subject.build.map(
    ({ path, sha256 }) => html`<br/>${path}<br/><span class="hash">SHA-256 <code>${sha256}</code></span>`,
  )}</dd></div>
<div><dt>When</dt><dd>${dateText(report.madeAt)}, in ${counted(Math.round(report.seconds), 'second')}</dd></div>
<div><dt>How</dt><dd>${modes[report.mode]}. ${triedText(report)}</dd></div>
<div><dt>Trust in the lab</dt><dd>${report.trust.isShown ? '' : html`<strong class="warning">Not shown.</strong> `}${report.trust.because}</dd></div>
<div><dt>Control</dt><dd>${controlsText(report)}</dd></div>
<div><dt>Secrets</dt><dd>${
    report.disclosure === 'redacted'
      ? 'Values are cut or hidden, here and in the files beside this report.'
      : html`<strong class="bad">Unredacted.</strong> The files beside this report hold what the app sent. Keep them as you would its secrets.`
  }</dd></div>
</dl>
${when(report.warnings.length > 0, () => html`<ul class="warnings">${report.warnings.map((text) => html`<li>${mark('!')}${text}</li>`)}</ul>`)}
</header>`;
}

function share(report: Report): Markup {
  const counts = countsIn(report).toReversed();
  const all = report.hosts.length;
  const bars = counts.map(({ verdict, count }) => {
    return html`<span class="${hostWords[verdict].tone}" style="flex:${count}"></span>`;
  });
  const words = counts.map(({ verdict, count }) => {
    const { says, mark: sign, tone, meaning } = hostWords[verdict];
    return html`<li class="${tone}" title="${meaning}">${mark(sign)}<b>${count}</b> ${says}</li>`;
  });
  return html`<div class="share" aria-hidden="true">${bars}</div>
<ul class="counts" aria-label="Of ${counted(all, 'host')}">${words}</ul>`;
}

function triedText(report: Report): string {
  if (!wasAttacked(report)) return 'Nothing was attacked.';
  const times = report.tries === 1 ? 'once' : `${report.tries} times`;
  return `${counted(report.scenarios.length, 'scenario')}, each tried ${times}.`;
}

function controlsText(report: Report) {
  const { controls } = report;
  const failed = controls.filter(({ ok }) => !ok);
  if (controls.length === 0) return html`<strong class="warning">None was run.</strong>`;
  if (failed.length === 0)
    return `Nothing was attacked in ${counted(controls.length, 'run')}, and the app worked in each.`;
  return html`<strong class="warning">${failed.length} of ${controls.length} failed.</strong> ${joined(controlFailuresIn(report), ' ')}`;
}
