import { codeIn } from '../code.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';
import { trustAllIn } from '../trust-all.ts';

export const trustAll: Rule = {
  id: 'trust-all',
  title: 'Every certificate is accepted',
  severity: 'error',
  scope: 'file',
  forms: ['okhttp', 'alamofire', 'flutter', 'unity', 'dotnet', 'node', 'cordova', 'go', 'python'],
  meaning:
    'Whoever stands between the app and its server reads and changes everything: with a certificate of his own making, on every connection that this code is used for.',
  repair: 'Remove it. For a test server, trust its CA: in debug builds, and for its name alone.',
  standards: ['MASWE-0052', 'CWE-295', 'CWE-297', 'MASVS-NETWORK-1'],
  bad: {
    files: {
      'lib/client.dart': `import 'dart:io';

HttpClient client() {
  final client = HttpClient();
  client.badCertificateCallback = (certificate, host, port) => true;
  return client;
}
`,
    },
    at: ['badCertificateCallback'],
  },
  good: {
    files: {
      'lib/client.dart': `import 'dart:io';

// Never set badCertificateCallback = (certificate, host, port) => true here.
HttpClient client() => HttpClient(context: SecurityContext(withTrustedRoots: true));
`,
    },
  },
  check: (project) =>
    codeIn(project).flatMap((code) => trustAllIn(code).map(({ span, sentence }) => found(code, span, sentence))),
};
