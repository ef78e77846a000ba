import 'package:dio/dio.dart';
import 'package:dio/io.dart';

import 'pinned_http_client.dart';

Dio pinnedDio([BaseOptions? options]) {
  return Dio(options)..httpClientAdapter = IOHttpClientAdapter(createHttpClient: pinnedHttpClient);
}
