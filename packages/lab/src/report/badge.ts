import type { Report } from './report.ts';
import { countOf, judgedHosts, verdictIn } from './summary.ts';
import type { Tone } from './verdict-words.ts';

// White on these has a contrast of 4.5 at least (WCAG 2.2, 1.4.3).
const colours: Readonly<Record<Tone, string>> = {
  good: '#2a7d3f',
  bad: '#b3261e',
  warning: '#8a5a00',
  quiet: '#5c636a',
};

const height = 20;
const padding = 6;
// Of a digit in 11 pixels, in the fonts below: all that stands on the right are digits and a slash.
const digitWidth = 7;
const labelWidth = 38;

/** `pinned 12/12` as an SVG image, for a page that tells how a project stands. */
export function badgeOf(report: Report): string {
  const { tone, sentence } = verdictIn(report);
  const value = `${countOf(report, 'pinned')}/${judgedHosts(report)}`;
  const left = labelWidth + 2 * padding;
  const right = value.length * digitWidth + 2 * padding;
  const label = (text: string, x: number, wide: number) =>
    `    <text x="${x + wide / 2}" y="14" textLength="${wide - 2 * padding}" lengthAdjust="spacingAndGlyphs">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="pinned ${value}">`,
    `  <title>${sentence}</title>`,
    `  <clipPath id="round"><rect width="${left + right}" height="${height}" rx="3"/></clipPath>`,
    '  <g clip-path="url(#round)">',
    `    <rect width="${left}" height="${height}" fill="#3b4148"/>`,
    `    <rect x="${left}" width="${right}" height="${height}" fill="${colours[tone]}"/>`,
    '  </g>',
    '  <g fill="#fff" text-anchor="middle" font-family="Verdana, DejaVu Sans, Geneva, sans-serif" font-size="11">',
    label('pinned', 0, left),
    label(value, left, right),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}
