import type { Target } from '../target.ts';
import { dartClient, dartForm, dartSteps } from '../write/dart-client.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';

/**
 * Documentation: http_certificate_pinning 3. It compares the hash of the whole certificate, on a connection of its own
 * before the request's: every renewal breaks it, and the request itself is not pinned. What it is used for is given instead.
 */
export const flutterHttpCertificatePinning: Target = {
  id: 'flutter-http-certificate-pinning',
  title: 'Flutter, in place of http_certificate_pinning',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, dartForm);
    const client = `
import 'package:http/http.dart';
import 'package:http/io_client.dart';

import 'pinned_http_client.dart';

/// In place of SecureHttpClient and CertificatePinningInterceptor.
Client pinnedClient() => IOClient(pinnedHttpClient());
`;
    return {
      files: [
        { path: 'lib/pinned_http_client.dart', text: dartClient(plan, hosts) },
        { path: 'lib/pinned_client.dart', text: client.trimStart() },
      ],
      steps: ['Put pinnedClient() in place of SecureHttpClient, and remove the plugin.', ...dartSteps],
      losses: [
        {
          rule: 'whole-certificate-pin',
          sentence:
            'http_certificate_pinning compares the hash of a whole certificate, which no pin of a key can be turned into and which every renewal changes; a client of dart:io is made instead.',
        },
        {
          rule: 'probe-connection',
          sentence:
            'http_certificate_pinning looks at another connection than the one the request takes; the client made here looks at that one.',
        },
        ...losses,
      ],
    };
  },
};
