import { expect, test } from 'vitest';
import { html, joined, lines, nothing, when } from '../../src/report/html/markup.ts';

test('text is text, whatever is in it', () => {
  expect(html`<p title="${'"\''}">${'<b>&amp;</b>'}</p>`.text).toBe(
    '<p title="&quot;&#39;">&lt;b&gt;&amp;amp;&lt;/b&gt;</p>',
  );
});

test('pieces are pieces, also in lists', () => {
  const items = ['a', '<'].map((one) => html`<li>${one}</li>`);
  expect(html`<ul>${items}</ul>${3}`.text).toBe('<ul><li>a</li><li>&lt;</li></ul>3');
});

test('what is not seen is written out, and a text with a line feed is not two lines', () => {
  expect(html`${'a\u202eb\n\u{e0041}'}`.text).toBe('a\\u202eb\\u000a\\u{e0041}');
});

test('but for texts of several lines', () => {
  expect(html`<pre>${lines('<a>\r\nb\rc')}</pre>`.text).toBe('<pre>&lt;a&gt;\nb\\u000dc</pre>');
});

test('something stands between, and nowhere else', () => {
  expect(html`${joined(['<', 'b'], html`<br/>`)}`.text).toBe('&lt;<br/>b');
  expect(html`${joined([], ', ')}`.text).toBe('');
});

test('what does not apply is not there', () => {
  expect(when(false, () => html`x`)).toBe(nothing);
  expect(when(true, () => html`x`).text).toBe('x');
});
