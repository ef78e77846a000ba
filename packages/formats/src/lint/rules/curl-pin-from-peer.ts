import { a, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const curlPinFromPeer: Rule = {
  id: 'curl-pin-from-peer',
  title: 'The pin is asked of whom it is to check',
  severity: 'error',
  scope: 'file',
  forms: ['curl'],
  meaning:
    'The pin is computed from the connection that it is to protect: it matches whoever answers, an attacker too.',
  repair: 'Make the pin once, from a certificate that you know, and write it out.',
  standards: ['CWE-295', 'MASWE-0047'],
  bad: {
    files: {
      'deploy.sh': `#!/bin/sh
curl --pinnedpubkey "sha256//$(openssl s_client -connect api.example.com:443 </dev/null | openssl x509 -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)" https://api.example.com/
`,
    },
    at: ['"sha256//$(openssl'],
  },
  good: {
    files: { 'deploy.sh': `#!/bin/sh\ncurl --pinnedpubkey 'sha256//${a};sha256//${b}' https://api.example.com/\n` },
  },
};
