import type { HostVerdict, Report } from '../report.ts';
import { hostWords } from '../verdict-words.ts';
import { hostPill } from './marks.ts';
import { html, type Markup, when } from './markup.ts';
import { type PageContext, scenarioId } from './page-context.ts';
import { standardLinks } from './standard-links.ts';

/** Whom the app spoke to, against whom it should have. */
export function coverageSection({ coverage }: Report): Markup {
  const { sources, neverSeen, unlisted } = coverage;
  const names = (hosts: readonly string[]) =>
    html`<ul class="names">${hosts.map((host) => html`<li>${host}</li>`)}</ul>`;
  return html`<section id="coverage"><h2>Coverage</h2>
${
  sources.length === 0
    ? html`<p>No list of hosts was given to compare with: hosts that the app did not speak to in this test are not in this report.</p>`
    : html`<p>Compared with what is pinned in:</p>${names(sources)}`
}${when(neverSeen.length > 0, () => html`<h3 class="warning">Expected, and never seen</h3><p>The test did not exercise these, and nothing is known of them.</p>${names(neverSeen)}`)}${when(
  unlisted.length > 0,
  () => html`<h3>Seen, and pinned by none of these</h3>${names(unlisted)}`,
)}${when(sources.length > 0 && neverSeen.length + unlisted.length === 0, () => html`<p class="good">The app spoke to all of these hosts, and to no others.</p>`)}</section>
`;
}

/** What was tried, and why. */
export function glossary(context: PageContext): Markup {
  return html`<section id="glossary"><h2>The attacks</h2>
${context.scenarios.map(
  ({
    id,
    title,
    group,
    attack,
    must,
    why,
    repair,
    standards,
  }) => html`<article id="${scenarioId(context, id)}" class="scenario">
<h3>${title} <small>${group}</small></h3>
<dl><div><dt>The attacker</dt><dd>${attack}</dd></div>
<div><dt>The app must</dt><dd>${must}</dd></div>
<div><dt>Why</dt><dd>${why}</dd></div>
<div><dt>To mend it</dt><dd>${repair}</dd></div>
<div><dt>Standards</dt><dd>${standardLinks(standards)} <span class="hash">scenario <code>${id}</code></span></dd></div></dl></article>
`,
)}</section>
`;
}

/** What is said of a host. */
export function verdicts(): Markup {
  return html`<section id="verdicts"><h2>The verdicts</h2>
<dl class="verdicts">${(Object.keys(hostWords) as HostVerdict[]).map(
    (verdict) => html`<div><dt>${hostPill(verdict)}</dt><dd>${hostWords[verdict].meaning}</dd></div>`,
  )}</dl></section>
`;
}

const limitsOfModes: Readonly<Record<Report['mode'], string>> = {
  proxy:
    'The app was brought to the lab by settings that it may not heed: a connection that passes the proxy by is not in this report.',
  transparent:
    'All that the app connected to was redirected; what it left to a service outside of its namespace was not.',
  device:
    'A device was told to use the lab as its proxy: apps that pass proxies by, and other devices, are not in this report.',
  upstream: 'The lab stood in the place of one server: what the app said to others is not in this report.',
};

/** What nobody should take it for. */
export function limits({ mode, tries }: Report): Markup {
  return html`<section id="limits"><h2>What this does not show</h2>
<ul>
<li>It shows what this build did while it was tested, not all that it can do: code that the test did not run opened no connection.</li>
<li>${limitsOfModes[mode]}</li>
<li>An attack that was refused in ${tries === 1 ? 'the one try' : `each of ${tries} tries`} is a fact about these tries. What depends on chance or time can differ in others.</li>
<li>Attacks that are not listed above were not made. Whoever controls the device itself, or changes the app, can switch pinning off: no test of its connections shows that.</li>
<li>Values that got out are found by what the tester named and by their form. A request without any may hold secrets of another form.</li>
</ul></section>
`;
}
