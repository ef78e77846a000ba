import { parseReport } from '../../src/report/parse-report.ts';
import type { Report } from '../../src/report/report.ts';
import { mixedReport } from './sample.ts';

/** What an app or a server might put into a name, an answer or an alert, to have it run or to have it look like something else. */
export const hostile =
  '"><script>alert(1)</script><img src=x onerror="alert(1)">\'&amp;<!--]]></style></title>$&`\u202Egnp.exe\u0000\u001b[31m\u0085\u2028\u200b\ufffe\ud800](https://evil.example)\r\n::error::';

// What only certain words or forms can stand in; all else comes from outside, or could.
const fixed: ReadonlySet<string> = new Set([
  'format',
  'verdict',
  'outcome',
  'reach',
  'kind',
  'where',
  'mode',
  'disclosure',
  'sha256',
  'standards',
]);

/** The report with one host of each kind, and something hostile behind every text of it. */
export function hostileReport(): Report {
  const text = JSON.stringify(mixedReport(), (name, value) => {
    if (Array.isArray(value)) {
      if (name === 'standards') return [...value, hostile];
      return value.map((one) => (typeof one === 'string' ? one + hostile : one));
    }
    if (typeof value !== 'string' || fixed.has(name)) return value;
    if (name === 'path' && value.startsWith('evidence/')) return `${value}"><script>alert(1)</script>'&amp;`;
    return /^\d+$/.test(name) ? value : value + hostile;
  });
  return parseReport(text, 'hostile.json');
}
