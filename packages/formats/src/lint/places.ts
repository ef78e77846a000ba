import type { ReadConfig, ReadEntry, ReadPin, SourceFile, Span } from '../read-config.ts';
import { type Form, formOf } from './forms.ts';
import { type JudgedPin, judgePin, type PinFault } from './pin-text.ts';
import type { Found, Project } from './rule.ts';

/** An entry of a config, with all that surrounds it. */
export interface Place {
  readonly file: SourceFile;
  readonly config: ReadConfig;
  readonly form: Form;
  readonly entry: ReadEntry;
}

/** A pin as it stands, and what there is to say of its text. */
export interface PinPlace {
  readonly place: Place;
  readonly pin: ReadPin;
  readonly judged: JudgedPin;
}

/** Pins that stand together; hosts of one Network Security Config share them. */
export interface PinList {
  /** At least one. */
  readonly places: readonly Place[];
  readonly pins: readonly PinPlace[];
}

export function placesIn({ files }: Project): Place[] {
  return files.flatMap(({ file, configs }) =>
    configs.flatMap((config) => {
      const form = formOf(config);
      return config.entries.map((entry) => ({ file, config, form, entry }));
    }),
  );
}

const lists = new WeakMap<Project, readonly PinList[]>();

/** Every list of pins once, however many hosts and forms read it. Lists without pins are none. */
export function listsIn(project: Project): readonly PinList[] {
  const known = lists.get(project) ?? findLists(project);
  lists.set(project, known);
  return known;
}

function findLists(project: Project): PinList[] {
  const byPins = new Map<string, Place[]>();
  for (const place of placesIn(project)) {
    const { file, entry } = place;
    if (entry.pins.length === 0) continue;
    const key = `${file.path}\n${entry.pins.map(({ span }) => span.start).join()}`;
    const known = byPins.get(key);
    if (known) known.push(place);
    else byPins.set(key, [place]);
  }
  return Array.from(byPins.values(), (places) => ({ places, pins: pinsOf(places[0]!) }));
}

/** Every pin of a key once, however many hosts it is for. */
export function pinsIn(project: Project): PinPlace[] {
  const seen = new Set<string>();
  return listsIn(project)
    .flatMap(({ pins }) => pins)
    .filter(({ place: { file, form }, pin }) => {
      const key = `${file.path} ${pin.span.start}`;
      if (form.ofCertificates || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

export function pinsOf(place: Place): PinPlace[] {
  return place.entry.pins.map((pin) => ({ place, pin, judged: judgePin(pin.text, place.form) }));
}

/** What tells one key from another: the pin that is meant, whatever the way it is written in. */
export function keyOf({ pin, judged }: PinPlace): string {
  return judged.pin ?? pin.text;
}

/** Names for a sentence: "a.example, b.example and 3 more". */
export function namesOf(places: readonly Place[]): string {
  const names = [...new Set(places.map(({ entry }) => entry.host.text || 'the host that sends it'))];
  const more = names.length - 3;
  return names.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function found(
  { file }: Pick<Place, 'file'>,
  span: Span,
  sentence: string,
  more: Pick<Found, 'severity' | 'fix'> = {},
): Found {
  return { path: file.path, span, sentence, ...more };
}

/** An edit that writes `text` over `written`; none where the file says it in another way, as with an escape. */
export function rewritten(
  { file }: Pick<Place, 'file'>,
  span: Span,
  written: string,
  text: string,
): Pick<Found, 'fix'> {
  if (file.text?.slice(span.start, span.end) !== written) return {};
  return { fix: [{ path: file.path, span, text }] };
}

/** Pins whose text has a fault, each with what comes of it. */
export function pinsWith(project: Project, fault: PinFault): PinPlace[] {
  return pinsIn(project).filter(({ judged }) => judged.fault === fault);
}

/** What a form's platform makes of a pin that it cannot read. */
export function consequenceOf({ family, badPin }: Form): string {
  switch (badPin) {
    case 'crash':
      return family === 'nsc' || family === 'trustkit-android'
        ? 'the app crashes at its first connection'
        : 'TrustKit throws, and the app ends at launch';
    case 'refused':
      return 'the file is refused, and nothing is pinned';
    case 'never-matches':
      return 'it matches no key';
  }
}

/** A pin as it is quoted in a sentence. */
export function quotedPin({ pin }: PinPlace): string {
  return `"${pin.text.slice(0, 60)}${pin.text.length > 60 ? '…' : ''}"`;
}
