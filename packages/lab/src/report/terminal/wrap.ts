import { visible } from '../visible.ts';

/** As wide as the narrowest terminals. */
export const width = 80;

/**
 * The words as lines that fit, the first behind `lead` and the others below where it ends. A word that is longer than a line
 * stays whole: paths and pins are copied.
 */
export function wrapped(text: string, lead: string): string[] {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of visible(text).split(' ')) {
    const joint = line.length > indent.length ? ' ' : '';
    if (joint !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += joint + word;
  }
  return [...lines, line];
}

/** At most so many characters: what is left out is in the middle, since names differ at both ends. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}
