import type { TreatmentKind } from '../../treatment.ts';
import type { Cell, ReportedConnection, ReportedRequest, ReportedTry, TryOutcome } from '../report.ts';
import { counted } from '../summary.ts';
import { leakText } from '../terminal/host-lines.ts';
import type { Tone } from '../verdict-words.ts';
import { html, joined, lines, type Markup, when } from './markup.ts';
import type { Room } from './room.ts';

const mostConnections = 8;
const mostRequests = 4;
const mostHeaders = 24;
const mostBody = 1200;
const mostSaid = 600;

const outcomes: Readonly<Record<TryOutcome, { readonly says: string; readonly tone: Tone }>> = {
  held: { says: 'held', tone: 'good' },
  read: { says: 'read', tone: 'bad' },
  broken: { says: 'broken', tone: 'warning' },
  'not-seen': { says: 'not seen', tone: 'quiet' },
};

const treatments: Readonly<Record<TreatmentKind, string>> = {
  relay: 'let through to the genuine server',
  'relay-to': 'led to another server',
  close: 'reset before a byte',
  silence: 'taken, and never answered',
  terminate: 'answered by the lab in place of the server',
  'own-handshake': "answered by the lab's own TLS 1.3",
  plain: 'answered by the lab without TLS',
  quic: 'answered by the lab over QUIC',
};

const reachWords = {
  nothing: 'nothing could be read',
  handshake: 'refused after the handshake: nothing was sent',
  headers: 'the headers of a request were read',
  body: 'a request was read with its body',
} as const;

/** What happened in each try. Tries that went alike are told once. */
export function triesOf({ tries }: Cell, room: Room): Markup {
  const stories = tries.map((one, index) => ({ one, number: index + 1, story: likeness(one) }));
  const alike = [...Map.groupBy(stories, ({ story }) => story).values()];
  return html`<ol class="tries">${alike.map((same) => {
    const [{ one }] = same as [(typeof same)[number]];
    const { says, tone } = outcomes[one.outcome];
    const numbers = same.map(({ number }) => number).join(', ');
    return html`<li><p><b>${same.length === 1 ? 'Try' : 'Tries'} ${numbers}</b> <span class="${tone}">${says}</span><span class="run">run ${joined(
      same.map(({ one: { run } }) => String(run)),
      ', ',
    )}</span></p>
${connectionsOf(one, room)}${when(one.said !== '', () => saidOf(one, room))}</li>
`;
  })}</ol>`;
}

/** All but the times. */
function likeness({ outcome, said, connections }: ReportedTry): string {
  return JSON.stringify([outcome, said, connections.map((one) => storyOf(one))]);
}

function storyOf({ id: _id, at: _at, milliseconds: _milliseconds, requests, ...rest }: ReportedConnection): object {
  return { ...rest, requests: requests.map(({ at: _when, ...request }) => request) };
}

function connectionsOf({ connections }: ReportedTry, room: Room): Markup {
  if (connections.length === 0) return html`<p class="quiet">No connection.</p>`;
  const alike = [...Map.groupBy(connections, (one) => JSON.stringify(storyOf(one))).values()];
  return html`<div class="connections">${room.fill(alike, mostConnections, (same) => connectionOf(same, room), 'connection')}</div>`;
}

function connectionOf(same: readonly ReportedConnection[], room: Room): Markup {
  const [connection] = same as [ReportedConnection];
  const { transport, treatment, isAttack, reach, shown, end, ja4, isResumed, usedEarlyData, bytesFromApp } = connection;
  const facts = [
    ...(same.length > 1 ? [`${same.length} times`] : []),
    ...(isResumed ? ['an earlier session was resumed, so that no certificate was shown'] : []),
    ...(usedEarlyData ? ['with early data (0-RTT)'] : []),
    ...(isAttack && bytesFromApp > 0 ? [counted(bytesFromApp, 'byte')] : []),
  ];
  const known = Object.hasOwn(treatments, treatment) ? treatments[treatment as TreatmentKind] : treatment;
  return html`<div class="connection"><p><b>${transport.toUpperCase()}</b> ${known}; ${isAttack ? html`<span class="${reach === 'nothing' || reach === 'handshake' ? 'good' : 'bad'}">${reachWords[reach]}</span>` : 'not attacked'}.${facts.length === 0 ? '' : ` ${facts.join('; ')}.`}</p>
<p class="end">Ended: ${end}.${ja4 === null ? '' : html` <span class="hash">TLS stack (JA4) <code>${ja4}</code></span>`}</p>
${when(shown.length > 0, () => html`<p class="end">Shown:</p><ul class="shown">${shown.map(({ subject, pin }) => html`<li>${subject} <span class="hash">pin <code>${pin}</code></span></li>`)}</ul>`)}${when(
  connection.requests.length > 0,
  () => room.fill(connection.requests, mostRequests, requestOf, 'request'),
)}</div>
`;
}

function requestOf({ at, protocol, line, headers, body, bodyBytes, status, leaks }: ReportedRequest): Markup {
  const shown = headers.slice(0, mostHeaders);
  const rest = headers.length - shown.length;
  return html`<figure><figcaption>${clockText(at)}, ${protocol}, ${status === null ? 'not answered' : `answered ${status}`}, body of ${counted(bodyBytes, 'byte')}</figcaption>
<pre tabindex="0"><b>${line}</b>
${shown.map(
  ([name, value]) => html`${name}: ${value}
`,
)}${
  rest > 0
    ? html`(${counted(rest, 'header')} more)
`
    : ''
}${when(
  body !== '',
  () => html`
${lines(cut(body, mostBody))}`,
)}</pre>${when(leaks.length > 0, () => html`<p class="leak">Got out: ${joined(leaks.map(leakText), '; ')}</p>`)}</figure>
`;
}

function saidOf({ said }: ReportedTry, room: Room): Markup {
  // The end: programs say last why they failed.
  const shown = said.length > mostSaid ? `…${said.slice(-mostSaid)}` : said;
  return room.fill(
    [shown],
    1,
    (words) => html`<div class="said"><p>The app said</p><pre tabindex="0">${lines(words)}</pre></div>
`,
    'line of what the app said, or several,',
  );
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The time of day in UTC, with milliseconds. */
function clockText(at: number): string {
  return `${new Date(at).toISOString().slice(11, 23)} UTC`;
}
