import { nameOf } from '../../endpoint.ts';
import type { Report, ReportedHost } from '../report.ts';
import { counted } from '../summary.ts';
import { html, type Markup, nothing } from './markup.ts';
import type { PageContext } from './page-context.ts';

type Event = Report['timeline'][number];

// The drawing, in its own units.
const labelsEnd = 250;
const right = 1080;
const lane = 20;
const top = 26;
// About as wide as a letter of the smaller text.
const letter = 6.4;
const longestLabel = 36;
// Of names: what is left out stands in the middle, since names differ at both ends.
const shortest = 12;

const kinds = {
  genuine: { says: 'let through to the genuine server', path: (x: number, y: number) => `M${x - 2} ${y}h4` },
  held: { says: 'attacked, and refused', path: (x: number, y: number) => `M${x} ${y - 5}v10` },
  handshake: {
    says: 'attacked, and refused after the handshake: nothing was sent',
    path: (x: number, y: number) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0`,
  },
  read: { says: 'attacked, and read', path: (x: number, y: number) => `M${x} ${y - 6}l6 6-6 6-6-6z` },
} as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/** When the app opened connections, and what became of them: a lane for each host, from left to right. */
export function timeline({ report: { timeline: events }, hosts: order }: PageContext): Markup {
  const [first] = events;
  if (first === undefined) return nothing;
  // Not by spreading: there may be more connections than a call takes arguments.
  const start = events.reduce((least, { at }) => Math.min(least, at), first.at);
  const end = events.reduce((most, { at }) => Math.max(most, at), first.at);
  const seconds = Math.max(1, (end - start) / 1000);
  const xOf = (at: number) => Math.round(labelsEnd + 8 + ((at - start) / 1000 / seconds) * (right - labelsEnd - 20));
  const hosts = inOrder([...new Set(events.map(({ host }) => host))], order);
  const bottom = top + hosts.length * lane;
  return html`<section id="timeline"><h2>Connections over time</h2>
<div class="scroll" role="region" aria-label="Connections over time" tabindex="0">
<svg class="timeline" viewBox="0 0 ${right} ${bottom + 24}" role="img" aria-label="${described(events, hosts.length, seconds)}">
${bands(events, xOf, bottom)}${axis(seconds, bottom)}${hosts.map(
  (
    host,
    index,
  ) => html`<g><title>${host}</title><text x="0" y="${top + index * lane + 14}">${shortened(host)}</text><path class="lane" d="M${labelsEnd} ${top + index * lane + 10}H${right}"/></g>
`,
)}${kindNames.map(
  (kind) => html`<path class="${kind}" d="${pathOf(kind, events, hosts, xOf)}"/>
`,
)}</svg></div>
<p class="legend">${kindNames.map((kind) => {
    const count = events.filter((event) => kindOf(event) === kind).length;
    return html`<span class="entry"><svg class="key timeline" viewBox="0 0 16 16" aria-hidden="true"><path class="${kind}" d="${kinds[kind].path(8, 8)}"/></svg> ${count} ${kinds[kind].says}</span>`;
  })}</p></section>
`;
}

/** As in the rest of the page; after them those that are in no other part of it. */
function inOrder(names: readonly string[], order: readonly ReportedHost[]): string[] {
  const placeOf = (name: string) => {
    const place = order.findIndex((host) => host.host === name || nameOf(host) === name);
    return place === -1 ? order.length : place;
  };
  return names.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function kindOf({ isAttack, reach }: Event): Kind {
  if (!isAttack) return 'genuine';
  if (reach === 'nothing') return 'held';
  return reach === 'handshake' ? 'handshake' : 'read';
}

/** All marks of one kind as one path, and those that would lie on each other once: so it stays small, however many there are. */
function pathOf(kind: Kind, events: readonly Event[], hosts: readonly string[], xOf: (at: number) => number): string {
  const laneOf = new Map(hosts.map((host, index) => [host, top + index * lane + 10]));
  const marks = events
    .filter((event) => kindOf(event) === kind)
    .map(({ at, host }) => kinds[kind].path(xOf(at), laneOf.get(host)!));
  return [...new Set(marks)].join('');
}

/** Every other scenario has a shade behind it, and those of the controls their name. */
function bands(events: readonly Event[], xOf: (at: number) => number, bottom: number): Markup[] {
  const stretches: { scenario: string | null; from: number; to: number }[] = [];
  for (const { at, scenario } of events) {
    const last = stretches.at(-1);
    if (last && last.scenario === scenario) last.to = at;
    else stretches.push({ scenario, from: at, to: at });
  }
  return stretches.map(({ scenario, from, to }, index) => {
    const [x, wide] = [xOf(from) - 7, xOf(to) - xOf(from) + 14];
    const name = scenario ?? 'control';
    const label =
      wide - 14 > name.length * letter ? html`<text class="axis" x="${x + 3}" y="14">${name}</text>` : nothing;
    const shade = scenario === null ? 'control' : index % 2 === 0 ? 'even' : 'odd';
    return html`<g><title>${name}</title><rect class="${shade}" x="${x}" y="${top - 4}" width="${wide}" height="${bottom - top + 4}"/>${label}</g>
`;
  });
}

function axis(seconds: number, bottom: number): Markup[] {
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200].find((one) => seconds / one <= 12) ?? 86_400;
  const count = Math.min(200, Math.floor(seconds / step));
  return Array.from({ length: count + 1 }, (_, index) => {
    const x = Math.round(labelsEnd + 8 + ((index * step) / seconds) * (right - labelsEnd - 20));
    return html`<path class="tick" d="M${x} ${bottom}v4"/><text class="axis" x="${x}" y="${bottom + 17}" text-anchor="middle">${index * step} s</text>
`;
  });
}

function described(events: readonly Event[], hosts: number, seconds: number): string {
  const count = (kind: Kind) => events.filter((event) => kindOf(event) === kind).length;
  const parts = kindNames.map((kind) => `${count(kind)} ${kinds[kind].says}`);
  return `${counted(events.length, 'connection')} to ${counted(hosts, 'host')} in ${Math.round(seconds)} seconds: ${parts.join('; ')}.`;
}

function shortened(text: string): string {
  if (text.length <= longestLabel) return text;
  return `${text.slice(0, shortest)}…${text.slice(text.length - (longestLabel - shortest - 1))}`;
}
