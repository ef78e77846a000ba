import type { Cell, EvidenceFile, ReportedHost, ReportedScenario } from '../report.ts';
import { consequenceRepair, counted, isConsequence, isFlaky, shownHost } from '../summary.ts';
import { distinct } from '../terminal/host-lines.ts';
import { cellWords, hostWords } from '../verdict-words.ts';
import { cellPill, hostPill, mark } from './marks.ts';
import { html, joined, type Markup, nothing, when } from './markup.ts';
import { cellId, hostId, isFailure, type PageContext, scenarioId } from './page-context.ts';
import type { Room } from './room.ts';
import { standardLinks } from './standard-links.ts';
import { triesOf } from './tries.ts';

const mostLeaks = 20;

/** Each host with its evidence: a part for each scenario, open where something is to be done. */
export function hostSections(context: PageContext, room: Room): Markup {
  if (context.hosts.length === 0) return nothing;
  return html`<section id="hosts"><h2>Evidence</h2>
${context.hosts.map((host) => hostSection(context, host, room))}</section>
`;
}

function hostSection(context: PageContext, host: ReportedHost, room: Room): Markup {
  const cells = new Map(host.cells.map((cell) => [cell.scenario, cell]));
  return html`<article id="${hostId(context, host)}" class="host">
<h3>${shownHost(host)} ${hostPill(host.verdict)}</h3>
<p>${host.because} <span class="quiet">${host.verdict === 'pinned' ? '' : hostWords[host.verdict].meaning}</span></p>
${stacks(host)}${context.scenarios.map((scenario) => {
  const cell = cells.get(scenario.id);
  return cell === undefined ? nothing : cellSection(context, host, cell, scenario, room);
})}</article>
`;
}

/** A second HTTP stack of an app shows here, and nowhere else. */
function stacks({ stacks: all }: ReportedHost): Markup {
  return when(
    all.length > 1,
    () => html`<table class="list stacks"><caption>TLS stacks of the app that spoke to it, told apart by how they begin</caption>
<thead><tr><th scope="col">JA4</th><th scope="col">Held</th><th scope="col">Read</th></tr></thead>
<tbody>${all.map(({ ja4, held, read }) => html`<tr><th scope="row"><code>${ja4}</code></th><td>${held}</td><td class="${read > 0 ? 'bad' : ''}">${read}</td></tr>`)}</tbody></table>
`,
  );
}

function cellSection(
  context: PageContext,
  host: ReportedHost,
  cell: Cell,
  { title, attack, must, standards }: ReportedScenario,
  room: Room,
): Markup {
  const { verdict, because, repair, evidence } = cell;
  const { mark: sign, tone } = cellWords[verdict];
  const isOpen = isFailure(cell) && context.isOpen;
  // The place that a link leads to is inside: browsers open what is closed around it.
  const inner = html`<div id="${cellId(context, host, cell.scenario)}" class="cell">
<dl><div><dt>The attacker</dt><dd>${attack}</dd></div>
<div><dt>The app must</dt><dd>${must}</dd></div>
<div><dt>What happened</dt><dd>${cellPill(verdict)} ${because}${isFlaky(cell) ? html` <strong class="warning">Tries differed.</strong>` : ''}${when(cell.tries.length > 0, () => triesOf(cell, room))}</dd></div>
${gotOut(cell)}${when(repair !== null, () => html`<div><dt>To mend it</dt><dd>${isConsequence(host, cell, context.scenarios) ? html`<p>${consequenceRepair} If this shows again then:</p>` : ''}${repair!}</dd></div>`)}${when(evidence.length > 0, () => html`<div><dt>Evidence</dt><dd>${joined(evidence.map(evidenceLink), html`<br/>`)}</dd></div>`)}
<div><dt>Standards</dt><dd>${standardLinks(standards)} <a class="quiet" href="#${scenarioId(context, cell.scenario)}">why</a></dd></div></dl></div>`;
  const summary = html`<summary><span class="${tone}">${mark(sign)}</span><b>${title}</b> <span class="because">${because}</span></summary>`;
  return isOpen
    ? html`<details open="open">${summary}${inner}</details>
`
    : html`<details>${summary}${inner}</details>
`;
}

function gotOut({ leaks }: Cell): Markup {
  const all = distinct(leaks);
  const shown = all.slice(0, mostLeaks);
  return when(
    all.length > 0,
    () =>
      html`<div><dt>Got out</dt><dd><ul class="leaks">${shown.map(
        ({ kind, name, where, member, encoding, sample }) =>
          html`<li><b>${name}</b> (${kind}) in ${where}${member === null ? '' : html` <code>${member}</code>`}, ${encoding}: <code>${sample}</code></li>`,
      )}</ul>${when(all.length > shown.length, () => html`<p class="more">${counted(all.length - shown.length, 'value')} more in the report's JSON.</p>`)}</dd></div>`,
  );
}

function evidenceLink({ path, sha256, bytes }: EvidenceFile): Markup {
  // Below this page's folder, whatever it is called: a path is no address of another site, and none that runs.
  const address = `./${path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/')}`;
  return html`<a href="${address}">${path}</a> <span class="hash">${counted(bytes, 'byte')}, SHA-256 <code>${sha256}</code></span>`;
}
