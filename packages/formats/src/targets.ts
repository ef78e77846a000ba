import type { Target } from './target.ts';
import { alamofire } from './targets/alamofire.ts';
import { cronet } from './targets/cronet.ts';
import { curl } from './targets/curl.ts';
import { dotnet } from './targets/dotnet.ts';
import { electron } from './targets/electron.ts';
import { flutterDio } from './targets/flutter-dio.ts';
import { flutterHttpCertificatePinning } from './targets/flutter-http-certificate-pinning.ts';
import { flutterSecurityContext } from './targets/flutter-security-context.ts';
import { go } from './targets/go.ts';
import { httpUrlConnection } from './targets/httpurlconnection.ts';
import { httpUrlConnectionAndroid } from './targets/httpurlconnection-android.ts';
import { ktor } from './targets/ktor.ts';
import { node } from './targets/node.ts';
import { okHttpJava } from './targets/okhttp-java.ts';
import { okHttpKotlin } from './targets/okhttp-kotlin.ts';
import { openssl } from './targets/openssl.ts';
import { pythonAiohttp } from './targets/python-aiohttp.ts';
import { pythonUrllib3 } from './targets/python-urllib3.ts';
import { reactNativeSslPublicKeyPinning } from './targets/react-native-ssl-public-key-pinning.ts';
import { unity } from './targets/unity.ts';
import { urlSession } from './targets/urlsession.ts';

/** All forms, in the order of the help text. */
export const targets: readonly Target[] = [
  okHttpKotlin,
  okHttpJava,
  ktor,
  httpUrlConnection,
  httpUrlConnectionAndroid,
  cronet,
  urlSession,
  alamofire,
  reactNativeSslPublicKeyPinning,
  flutterSecurityContext,
  flutterDio,
  flutterHttpCertificatePinning,
  dotnet,
  unity,
  node,
  electron,
  go,
  pythonUrllib3,
  pythonAiohttp,
  curl,
  openssl,
];
