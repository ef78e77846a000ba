import { insecureCommands } from '../../shell/insecure-commands.ts';
import { a, b } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import type { Rule } from '../rule.ts';

const keys = `sha256//${a};sha256//${b}`;

export const curlInsecure: Rule = {
  id: 'curl-insecure',
  title: 'curl is told to verify nothing',
  severity: 'warning',
  scope: 'file',
  forms: ['curl'],
  meaning:
    'With -k, curl accepts every certificate. Beside a pin the key of the server is still compared, and nothing else; without one, whoever answers is believed: an error.',
  repair: 'Remove -k; name the CA of a test server with --cacert.',
  standards: ['CWE-295', 'MASWE-0052'],
  bad: {
    files: { 'deploy.sh': `#!/bin/sh\ncurl -k --pinnedpubkey '${keys}' https://api.example.com/health\n` },
    at: ['-k'],
  },
  good: { files: { 'deploy.sh': `#!/bin/sh\ncurl --pinnedpubkey '${keys}' https://api.example.com/health\n` } },
  check: (project) =>
    project.files.flatMap(({ file, configs }) => {
      const { path, text } = file;
      if (
        text === null ||
        !(
          /\.(?:sh|bash|zsh|ya?ml|mk)$|(?:^|\/)(?:Dockerfile|Makefile)$/.test(path) ||
          configs.some((config) => isOf(config, 'curl'))
        )
      )
        return [];
      return insecureCommands(text).map((span) => ({
        path,
        span,
        severity: 'error' as const,
        sentence: 'curl verifies nothing here, and no pin is asked: whoever answers is believed.',
      }));
    }),
};
