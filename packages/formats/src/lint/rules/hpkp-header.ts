import { a, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const hpkpHeader: Rule = {
  id: 'hpkp-header',
  title: 'Header that no browser reads',
  severity: 'info',
  scope: 'file',
  forms: ['hpkp'],
  meaning:
    'Chrome removed Public-Key-Pins in 2018, Firefox in 2020. It protects nobody, and where an old browser still reads it, one wrong header cuts the site off for months.',
  repair: 'Remove it. Pin in the app, and watch Certificate Transparency for the site.',
  standards: ['RFC 7469'],
  bad: {
    files: {
      'nginx.conf': `server {
    server_name www.example.com;
    add_header Public-Key-Pins 'pin-sha256="${a}"; pin-sha256="${b}"; max-age=5184000';
}
`,
    },
    at: ['Public-Key-Pins'],
  },
  good: {
    files: {
      'nginx.conf': `server {
    server_name www.example.com;
    add_header Strict-Transport-Security 'max-age=31536000';
}
`,
    },
  },
};
