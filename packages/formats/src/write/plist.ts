import type { PinPlan } from '../plan.ts';
import { headerXmlComment, xmlDeclaration } from './xml.ts';

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

export type PlistValue = string | boolean | readonly PlistValue[] | ReadonlyMap<string, PlistValue>;

/** An XML property list with the header of a plan, as Xcode writes it: tabs, one element a line. */
export function writePlist(plan: PinPlan, root: ReadonlyMap<string, PlistValue>): string {
  return `${xmlDeclaration}${doctype}${headerXmlComment(plan)}<plist version="1.0">\n${write(root, '')}</plist>\n`;
}

function write(value: PlistValue, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>\n`;
  if (typeof value === 'boolean') return `${indent}<${value}/>\n`;
  if (value instanceof Map) {
    const entries = [...value].map(
      ([key, inner]) => `${indent}\t<key>${escaped(key)}</key>\n${write(inner, `${indent}\t`)}`,
    );
    return `${indent}<dict>\n${entries.join('')}${indent}</dict>\n`;
  }
  const items = (value as readonly PlistValue[]).map((item) => write(item, `${indent}\t`));
  return `${indent}<array>\n${items.join('')}${indent}</array>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
