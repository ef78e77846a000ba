import type { CellVerdict, HostVerdict } from '../report.ts';
import { cellWords, hostWords, type Word } from '../verdict-words.ts';
import { html, Markup } from './markup.ts';

// In a field of 16 by 16, drawn in the colour of the text around them. Each has a form of its own: colour says nothing alone.
const drawings: Readonly<Record<string, string>> = {
  '✓': '<path d="M3.5 8.5l3 3 6-7"/>',
  '✗': '<path d="M4 4l8 8M12 4l-8 8"/>',
  '!': '<path d="M8 3v6.5M8 12.6v.1"/>',
  '~': '<path d="M2.8 9.2c1.6-3.4 3.4-3.4 5.2-1.2s3.6 2.2 5.2-1.2"/>',
  '?': '<path d="M5.4 5.6c.2-3.2 5.2-3.2 5.2 0 0 2-2.6 2.1-2.6 4.2M8 12.8v.1"/>',
  '·': '<path d="M8 8v.1" stroke-width="3.4"/>',
  '–': '<path d="M4.5 8h7"/>',
};
const names = Object.keys(drawings);

/** Once in a page; `mark` shows one of them. */
export function markSymbols(): Markup {
  const symbols = names.map((name, index) => `<symbol id="m${index}" viewBox="0 0 16 16">${drawings[name]}</symbol>`);
  return new Markup(`<svg class="symbols" aria-hidden="true" focusable="false">${symbols.join('')}</svg>`);
}

export function mark(sign: string): Markup {
  return html`<svg class="m" aria-hidden="true"><use href="#m${names.indexOf(sign)}"/></svg>`;
}

export function hostPill(verdict: HostVerdict): Markup {
  return pill(hostWords[verdict]);
}

export function cellPill(verdict: CellVerdict): Markup {
  return pill(cellWords[verdict]);
}

function pill({ mark: sign, says, tone }: Word): Markup {
  return html`<span class="pill ${tone}">${mark(sign)}<span>${says}</span></span>`;
}
