import type { Target } from '../target.ts';
import { dartClient, dartForm, dartSteps } from '../write/dart-client.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';

/** Documentation: Dio 5, `IOHttpClientAdapter`. Its validateCertificate is asked when the answer is there: the request was sent. */
export const flutterDio: Target = {
  id: 'flutter-dio',
  title: 'Flutter, Dio 5',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, dartForm);
    const adapter = `
import 'package:dio/dio.dart';
import 'package:dio/io.dart';

import 'pinned_http_client.dart';

Dio pinnedDio([BaseOptions? options]) {
  return Dio(options)..httpClientAdapter = IOHttpClientAdapter(createHttpClient: pinnedHttpClient);
}
`;
    return {
      files: [
        { path: 'lib/pinned_http_client.dart', text: dartClient(plan, hosts) },
        { path: 'lib/pinned_dio.dart', text: adapter.trimStart() },
      ],
      steps: [
        'Make every Dio with pinnedDio(). Do not pin by validateCertificate: Dio asks it after the request was sent.',
        ...dartSteps,
      ],
      losses,
    };
  },
};
