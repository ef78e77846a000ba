import type { Tone } from '../verdict-words.ts';

/** Emphasis, as the command line has it. */
export interface TerminalStyle {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const asItIs = (text: string) => text;

/** For logs, and messages of errors. */
export const plainStyle: TerminalStyle = {
  good: asItIs,
  bad: asItIs,
  warning: asItIs,
  strong: asItIs,
  faint: asItIs,
};

export function painted(text: string, tone: Tone, style: TerminalStyle): string {
  return tone === 'quiet' ? style.faint(text) : style[tone](text);
}
