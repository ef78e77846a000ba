import { adviceIn } from '../advice.ts';
import type { Cell, ReportedHost } from '../report.ts';
import { consequenceRepair, counted, isConsequence, shownHost } from '../summary.ts';
import { leakText } from '../terminal/host-lines.ts';
import { cellWords } from '../verdict-words.ts';
import { html, joined, type Markup, when } from './markup.ts';
import { cellId, hostId, type PageContext } from './page-context.ts';

// More than these are found in the sections of their hosts.
const mostLeaks = 40;
const mostPlaces = 12;

interface Found {
  readonly host: ReportedHost;
  readonly cell: Cell;
}

function foundIn({ hosts }: PageContext): Found[] {
  return hosts.flatMap((host) => host.cells.map((cell) => ({ host, cell })));
}

/** Each secret that an attacker had, and by which attacks. */
export function gotOut(context: PageContext): Markup {
  // One secret in one place of one host is one row, whatever scenarios let it out.
  const rows = Map.groupBy(
    foundIn(context).flatMap(({ host, cell }) => cell.leaks.map((leak) => ({ host, cell, leak }))),
    ({ host, leak }) => `${context.hosts.indexOf(host)} ${leakText(leak)}`,
  );
  const shown = [...rows.values()].slice(0, mostLeaks);
  return when(
    rows.size > 0,
    () => html`<section id="out"><h2>What got out</h2>
<p>Values of the app that the attacker could read, as they were found in its requests.</p>
<div class="scroll" role="region" aria-label="What got out" tabindex="0"><table class="list">
<thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col">Seen as</th><th scope="col">To</th><th scope="col">By</th></tr></thead>
<tbody>${shown.map((same) => {
      const [{ host, leak }] = same as [(typeof same)[number]];
      return html`<tr><th scope="row">${leak.name}<small>${leak.kind === 'canary' ? 'given by the tester' : 'by its form'}</small></th>
<td>${leak.where}${leak.member === null ? '' : html` <code>${leak.member}</code>`}</td>
<td><code>${leak.sample}</code><small>${leak.encoding}</small></td>
<td><a href="#${hostId(context, host)}">${shownHost(host)}</a></td>
<td>${places(context, same, false)}</td></tr>
`;
    })}</tbody></table></div>
${when(rows.size > mostLeaks, () => html`<p class="more">${rows.size - mostLeaks} more stand with their hosts.</p>`)}</section>
`,
  );
}

/** What is to be done, in the order in which it matters: one remedy once, with all the places that it mends. */
export function toMend(context: PageContext): Markup {
  const failed = foundIn(context).filter(({ cell }) => cell.repair !== null);
  const follows = ({ host, cell }: Found) => isConsequence(host, cell, context.scenarios);
  // Those that follow from others come last.
  const ordered = [...failed.filter((found) => !follows(found)), ...failed.filter(follows)];
  const repairs = Map.groupBy(ordered, (found) => (follows(found) ? consequenceRepair : found.cell.repair!));
  const unproven = context.hosts.filter(({ verdict }) => ['unproven', 'inconclusive', 'not-seen'].includes(verdict));
  const advice = adviceIn(context.report);
  return when(
    repairs.size + unproven.length + advice.length > 0,
    () => html`<section id="mend"><h2>What to do</h2>
<ol class="steps">${[...repairs].map(
      ([repair, same]) => html`<li><p>${repair}</p><p class="where">${places(context, same, true)}</p></li>
`,
    )}${unproven.map(
      (
        host,
      ) => html`<li><p>${host.because}</p><p class="where"><a href="#${hostId(context, host)}">${shownHost(host)}</a></p></li>
`,
    )}${advice.map(
      (sentence) => html`<li><p>${sentence}</p></li>
`,
    )}</ol></section>
`,
  );
}

function places(context: PageContext, found: readonly Found[], withHost: boolean) {
  const links = found.slice(0, mostPlaces).map(({ host, cell }) => {
    const title = context.scenarios.find(({ id }) => id === cell.scenario)?.title ?? cell.scenario;
    const words = withHost ? `${shownHost(host)}: ${title}, ${cellWords[cell.verdict].says}` : title;
    return html`<a href="#${cellId(context, host, cell.scenario)}">${words}</a>`;
  });
  const left = found.length - links.length;
  return [joined(links, withHost ? html`<br/>` : ', '), left > 0 ? ` and ${counted(left, 'place')} more` : ''];
}
