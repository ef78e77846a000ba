import type { CellVerdict, ReportedHost, ReportedScenario } from '../report.ts';
import { shownHost } from '../summary.ts';
import { cellWords } from '../verdict-words.ts';
import { cellPill, hostPill, mark } from './marks.ts';
import { html, type Markup, nothing } from './markup.ts';
import { cellId, hostId, type PageContext, scenarioId } from './page-context.ts';

/** Hosts by scenarios; each field leads to its evidence. */
export function matrix(context: PageContext): Markup {
  const { hosts, scenarios } = context;
  if (hosts.length === 0) return nothing;
  const groups = [...Map.groupBy(scenarios, ({ group }) => group)];
  return html`<section id="matrix"><h2>Hosts and attacks</h2>
<div class="scroll tall" role="region" aria-label="Hosts and attacks" tabindex="0"><table class="matrix">
<caption class="o">What each attack came to on each host</caption>
<colgroup span="2"></colgroup>${groups.map(([, members]) => html`<colgroup span="${members.length}"></colgroup>`)}
<thead><tr><td colspan="2"></td>${groups.map(
    ([name, members]) => html`<th scope="colgroup" colspan="${members.length}" class="group">${name}</th>`,
  )}</tr>
<tr><th scope="col" class="corner">Host</th><th scope="col" class="corner"><span class="wide">Verdict</span></th>${groups.flatMap(
    ([, members]) => members.map((scenario, index) => columnHead(context, scenario, index === 0)),
  )}</tr></thead>
<tbody>${hosts.map((host) =>
    row(
      context,
      host,
      groups.map(([, members]) => members),
    ),
  )}</tbody></table></div>
<p class="legend">${legend(hosts)}</p></section>
`;
}

function columnHead(context: PageContext, { id, title, attack }: ReportedScenario, isFirst: boolean): Markup {
  return html`<th scope="col" class="${isFirst ? 'col first' : 'col'}"><a href="#${scenarioId(context, id)}" title="${attack}"><span>${title}</span></a></th>`;
}

function row(context: PageContext, host: ReportedHost, groups: readonly (readonly ReportedScenario[])[]): Markup {
  const verdicts = new Map(host.cells.map(({ scenario, verdict }) => [scenario, verdict]));
  const fields = groups.flatMap((members) =>
    members.map(({ id, title }, index) => {
      const verdict = verdicts.get(id);
      const edge = index === 0 ? ' first' : '';
      if (verdict === undefined) return html`<td class="c${edge}"></td>`;
      const { mark: sign, says, tone } = cellWords[verdict];
      return html`<td class="c ${tone}${edge}"><a href="#${cellId(context, host, id)}" title="${title}: ${says}">${mark(sign)}<span class="o">${says}</span></a></td>`;
    }),
  );
  return html`<tr><th scope="row"><a href="#${hostId(context, host)}" title="${shownHost(host)}">${shownHost(host)}</a></th><td class="verdict">${hostPill(host.verdict)}</td>${fields}</tr>
`;
}

function legend(hosts: readonly ReportedHost[]) {
  const met = new Set(hosts.flatMap(({ cells }) => cells.map(({ verdict }) => verdict)));
  return (Object.keys(cellWords) as CellVerdict[])
    .filter((verdict) => met.has(verdict))
    .map((verdict) => html`<span class="entry">${cellPill(verdict)} ${cellWords[verdict].meaning}</span>`);
}
