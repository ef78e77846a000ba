import { standardOf } from '@livepin/formats/reports';
import { html, joined } from './markup.ts';

/** The names of standards, with the pages of those that are known. */
export function standardLinks(standards: readonly string[]) {
  return joined(
    standards.map((id) => {
      const standard = standardOf(id);
      return standard === null
        ? id
        : html`<a href="${standard.url}" rel="noreferrer" title="${standard.title}">${id}</a>`;
    }),
    ', ',
  );
}
