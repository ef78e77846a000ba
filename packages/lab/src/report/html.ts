import { dateText } from './date-text.ts';
import { coverageSection, glossary, limits, verdicts } from './html/closing.ts';
import { gotOut, toMend } from './html/findings.ts';
import { head } from './html/head.ts';
import { hostSections } from './html/host-sections.ts';
import { markSymbols } from './html/marks.ts';
import { html, Markup, nothing } from './html/markup.ts';
import { matrix } from './html/matrix.ts';
import { contextOf } from './html/page-context.ts';
import { Room } from './html/room.ts';
import { styleSheet } from './html/style-sheet.ts';
import { timeline } from './html/timeline.ts';
import type { Report } from './report.ts';

// With all that stands there in any case, a page of 60 hosts and 25 scenarios stays below 5 MB.
const evidenceCharacters = 1_500_000;
// Nothing in a report is code, and nothing is fetched: should a value of an app get through, it finds nothing to do.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else: no script, no font, no request. */
export function htmlOf(report: Report): string {
  const context = contextOf(report);
  const parts = [
    { id: 'matrix', name: 'Hosts and attacks', piece: matrix(context) },
    { id: 'out', name: 'What got out', piece: gotOut(context) },
    { id: 'mend', name: 'What to do', piece: toMend(context) },
    { id: 'timeline', name: 'Over time', piece: timeline(context) },
    { id: 'hosts', name: 'Evidence', piece: hostSections(context, new Room(evidenceCharacters)) },
    { id: 'coverage', name: 'Coverage', piece: coverageSection(report) },
    { id: 'glossary', name: 'The attacks', piece: glossary(context) },
    { id: 'verdicts', name: 'The verdicts', piece: verdicts() },
    { id: 'limits', name: 'Limits', piece: limits(report) },
  ].filter(({ piece }) => piece !== nothing);
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>Livepin lab: ${report.subject.name}</title>
<style>${new Markup(styleSheet)}</style></head>
<body>${markSymbols()}
<main>${head(report)}
<nav aria-label="In this report"><ul>${parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${parts.map(({ piece }) => piece)}</main>
<footer>Made by livepin ${report.livepin}, ${dateText(report.madeAt)}. All that is here, and more, is in report.json.</footer>
</body></html>
`.text;
}
