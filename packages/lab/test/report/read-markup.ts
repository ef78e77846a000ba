import { SaxesParser } from 'saxes';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of the elements around it, outermost first. */
  readonly within: readonly string[];
  /** All that stands in it, elements below it included. */
  text: string;
}

/** Reads XML, or HTML that is written as such. @throws where it is not well-formed */
export function readMarkup(markup: string): Element[] {
  const parser = new SaxesParser();
  const open: Element[] = [];
  const all: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const within = open.map((element) => element.name);
    const element = { name, attributes: attributes as Record<string, string>, within, text: '' };
    all.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    for (const element of open) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(markup).close();
  return all;
}

export function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter((element) => element.name === name);
}
