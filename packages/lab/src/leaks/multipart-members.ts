import type { BinaryText } from './binary-text.ts';
import type { Member } from './places.ts';

/** The parts of a multipart body (RFC 2046 §5.1) by the names of a form (RFC 7578 §4.2). */
export function multipartMembers(text: BinaryText, type: string): readonly Member[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(type);
  const delimiter = boundary && `--${boundary[1] ?? boundary[2]}`;
  if (!delimiter) return [];
  const members: Member[] = [];
  for (let at = text.indexOf(delimiter); at >= 0; ) {
    const head = at + delimiter.length;
    const next = text.indexOf(delimiter, head);
    const content = text.indexOf('\r\n\r\n', head);
    const end = next < 0 ? text.length : next;
    if (content >= 0 && content < end) {
      const name = /;\s*name="([^"]{0,200})"/i.exec(text.slice(head, Math.min(content, head + 2_000)))?.[1] ?? '';
      const start = content + 4;
      members.push({ name, span: { start, end: Math.max(start, next < 0 ? end : end - 2) }, form: 'plain' });
    }
    at = next;
  }
  return members;
}
