import type { ReadOnlyForm, Target } from './target.ts';
import { alamofire } from './targets/alamofire.ts';
import { androidNsc } from './targets/android-nsc.ts';
import { approov } from './targets/approov.ts';
import { ats } from './targets/ats.ts';
import { capacitor } from './targets/capacitor.ts';
import { cordova } from './targets/cordova.ts';
import { cronet } from './targets/cronet.ts';
import { curl } from './targets/curl.ts';
import { dotnet } from './targets/dotnet.ts';
import { electron } from './targets/electron.ts';
import { expoAts, expoTrustKit } from './targets/expo.ts';
import { flutterDio } from './targets/flutter-dio.ts';
import { flutterHttpCertificatePinning } from './targets/flutter-http-certificate-pinning.ts';
import { flutterSecurityContext } from './targets/flutter-security-context.ts';
import { go } from './targets/go.ts';
import { hpkp } from './targets/hpkp.ts';
import { httpUrlConnection } from './targets/httpurlconnection.ts';
import { httpUrlConnectionAndroid } from './targets/httpurlconnection-android.ts';
import { ktor } from './targets/ktor.ts';
import { node } from './targets/node.ts';
import { okHttpJava } from './targets/okhttp-java.ts';
import { okHttpKotlin } from './targets/okhttp-kotlin.ts';
import { openssl } from './targets/openssl.ts';
import { plainJson } from './targets/plain-json.ts';
import { pythonAiohttp } from './targets/python-aiohttp.ts';
import { pythonUrllib3 } from './targets/python-urllib3.ts';
import { reactNativeSslManager } from './targets/react-native-ssl-manager.ts';
import { reactNativeSslPublicKeyPinning } from './targets/react-native-ssl-public-key-pinning.ts';
import { trustKitAndroid } from './targets/trustkit-android.ts';
import { trustKitObjC } from './targets/trustkit-objc.ts';
import { trustKitPlist } from './targets/trustkit-plist.ts';
import { trustKitSwift } from './targets/trustkit-swift.ts';
import { unity } from './targets/unity.ts';
import { urlSession } from './targets/urlsession.ts';
import { wultra } from './targets/wultra.ts';

/** All forms, in the order of the help text. */
export const targets: readonly Target[] = [
  androidNsc,
  ats,
  trustKitPlist,
  trustKitSwift,
  trustKitObjC,
  trustKitAndroid,
  okHttpKotlin,
  okHttpJava,
  ktor,
  httpUrlConnection,
  httpUrlConnectionAndroid,
  cronet,
  urlSession,
  alamofire,
  reactNativeSslPublicKeyPinning,
  reactNativeSslManager,
  flutterSecurityContext,
  flutterDio,
  flutterHttpCertificatePinning,
  capacitor,
  cordova,
  dotnet,
  unity,
  node,
  electron,
  go,
  pythonUrllib3,
  pythonAiohttp,
  curl,
  plainJson,
  openssl,
];

/** What is read of other tools, and of what nobody reads any more. */
export const readOnlyForms: readonly ReadOnlyForm[] = [expoAts, expoTrustKit, hpkp, wultra, approov];
