import type { Target } from '../target.ts';
import { dartClient, dartForm, dartSteps } from '../write/dart-client.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';

/**
 * Documentation: dart:io, `HttpClient.connectionFactory` and `SecurityContext`. A SecurityContext restricts the trusted
 * roots by their certificates and knows no pins; the key of the server is compared besides.
 */
export const flutterSecurityContext: Target = {
  id: 'flutter-security-context',
  title: 'Flutter, dart:io HttpClient with a SecurityContext',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, dartForm);
    return {
      files: [{ path: 'lib/pinned_http_client.dart', text: dartClient(plan, hosts) }],
      steps: [
        'Make every HttpClient with pinnedHttpClient(), or all of them at once with HttpOverrides.',
        'To trust only chosen roots too, give it SecurityContext(withTrustedRoots: false)..setTrustedCertificatesBytes(…) with the certificates of these CAs: a SecurityContext wants certificates, not pins.',
        ...dartSteps,
      ],
      losses,
    };
  },
};
