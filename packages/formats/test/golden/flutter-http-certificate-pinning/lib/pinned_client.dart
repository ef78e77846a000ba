import 'package:http/http.dart';
import 'package:http/io_client.dart';

import 'pinned_http_client.dart';

/// In place of SecureHttpClient and CertificatePinningInterceptor.
Client pinnedClient() => IOClient(pinnedHttpClient());
