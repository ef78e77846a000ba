import type { PinPlan } from '../plan.ts';
import { headerLines } from './header.ts';

export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The header as an XML comment. Two hyphens cannot stand in one: those of A-labels ("xn--") are set apart. */
export function headerXmlComment(plan: PinPlan, indent = ''): string {
  const lines = headerLines(plan).map((line) => `${indent}  ${line.replaceAll('--', '- -')}\n`);
  return `${indent}<!--\n${lines.join('')}${indent}-->\n`;
}
