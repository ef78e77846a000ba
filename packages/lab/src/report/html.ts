import { dateText } from './date-text.ts';
import { coverageSection, glossary, limits } from './html/closing.ts';
import { findings } from './html/findings.ts';
import { head } from './html/head.ts';
import { hostSections } from './html/host-sections.ts';
import { markSymbols } from './html/marks.ts';
import { html, Markup, when } from './html/markup.ts';
import { matrix } from './html/matrix.ts';
import { contextOf } from './html/page-context.ts';
import { Room } from './html/room.ts';
import { styleSheet } from './html/style-sheet.ts';
import { timeline } from './html/timeline.ts';
import type { Report } from './report.ts';

// With all that stands there in any case, a page of 60 hosts and 25 scenarios stays below 5 MB.
const evidenceCharacters = 2_000_000;
// Nothing in a report is code, and nothing is fetched: should a value of an app get through, it finds nothing to do.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else: no script, no font, no request. */
export function htmlOf(report: Report): string {
  const context = contextOf(report);
  const found = findings(context);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>Livepin lab: ${report.subject.name}</title>
<style>${new Markup(styleSheet)}</style></head>
<body>${markSymbols()}
<main>${head(report)}
<nav aria-label="In this report"><ul>${when(found.text.includes('id="out"'), () => html`<li><a href="#out">What got out</a></li>`)}${when(found.text.includes('id="mend"'), () => html`<li><a href="#mend">What to do</a></li>`)}<li><a href="#matrix">Hosts and attacks</a></li><li><a href="#timeline">Over time</a></li><li><a href="#hosts">Evidence</a></li><li><a href="#coverage">Coverage</a></li><li><a href="#glossary">The attacks</a></li><li><a href="#limits">Limits</a></li></ul></nav>
${found}${matrix(context)}${timeline(report)}${hostSections(context, new Room(evidenceCharacters))}${coverageSection(report)}${glossary(context)}${limits(report)}</main>
<footer>Made by livepin ${report.livepin}, ${dateText(report.madeAt)}. All that is here, and more, is in report.json.</footer>
</body></html>
`.text;
}
