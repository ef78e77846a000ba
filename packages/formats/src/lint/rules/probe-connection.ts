import { codeIn, matchesIn } from '../code.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';

export const probeConnection: Rule = {
  id: 'probe-connection',
  title: 'The check runs on another connection',
  severity: 'error',
  scope: 'file',
  forms: ['flutter'],
  meaning:
    'The plugin makes a connection of its own to look at the certificate, and then lets the request go on another one. Who stands in between passes the first through and takes the second.',
  repair:
    'Pin on the connection that is used: cronet_http and cupertino_http with the pins of the platform, or a SecurityContext of one CA.',
  standards: ['MASWE-0047', 'MASWE-0052', 'CWE-295'],
  bad: {
    files: {
      'lib/api.dart': `import 'package:http_certificate_pinning/http_certificate_pinning.dart';

final dio = Dio()..interceptors.add(CertificatePinningInterceptor(allowedSHAFingerprints: fingerprints));
`,
    },
    at: ['CertificatePinningInterceptor'],
  },
  good: {
    files: {
      'lib/api.dart': `import 'package:cronet_http/cronet_http.dart';

final client = CronetClient.fromCronetEngine(CronetEngine.build());
`,
    },
  },
  check: (project) =>
    codeIn(project, 'dart').flatMap((code) =>
      matchesIn(
        code,
        /HttpCertificatePinning \. check \(|CertificatePinningInterceptor \(|SecureHttpClient \. build \(/,
      ).map(({ span }) =>
        found(code, span, 'The certificate is looked at on one connection, and the request goes over another.'),
      ),
    ),
};
