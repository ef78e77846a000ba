import { expect, test } from 'vitest';
import { androidNsc } from '../../src/targets/android-nsc.ts';
import { ats } from '../../src/targets/ats.ts';
import { reactNativeSslManager } from '../../src/targets/react-native-ssl-manager.ts';
import { trustKitAndroid } from '../../src/targets/trustkit-android.ts';
import { trustKitPlist } from '../../src/targets/trustkit-plist.ts';
import { wultra } from '../../src/targets/wultra.ts';
import { fileOf, pins } from '../plans.ts';

// Each host is looked up and none is compared with all others: what compares would be busy for minutes with these.

const many = 30_000;
const repeat = (item: (at: number) => string, separator = '') =>
  Array.from({ length: many }, (_, at) => item(at)).join(separator);

const pinSet = `<pin-set><pin digest="SHA-256">${pins[0]}</pin></pin-set>`;
const nsc = `<network-security-config>
  <domain-config><domain includeSubdomains="true">a.example</domain>${pinSet}
    ${repeat((at) => `<domain-config><domain>n${at}.example</domain></domain-config>`)}
  </domain-config>
  ${repeat((at) => `<domain-config cleartextTrafficPermitted="true"><domain>s${at}.a.example</domain></domain-config>`)}
</network-security-config>`;

test.each([androidNsc, trustKitAndroid])('$id of very many hosts', (target) => {
  const { entries, problems } = target.reader!.read(fileOf(nsc));
  expect(entries).toHaveLength(2 * many + 1);
  expect(problems.length).toBeGreaterThan(0);
});

test('property lists of very many hosts', () => {
  const exceptions = repeat(
    (at) => `<key>e${at}.example</key><dict><key>NSExceptionAllowsInsecureHTTPLoads</key><true/></dict>`,
  );
  const domains = repeat((at) => `<key>e${at}.example</key><dict/>`);
  const security = `<plist><dict><key>NSAppTransportSecurity</key><dict><key>NSExceptionDomains</key><dict>${exceptions}</dict></dict></dict></plist>`;
  expect(ats.reader!.read(fileOf(security)).problems).toHaveLength(many);
  const pinned = `<plist><dict><key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict>${domains}</dict></dict></dict></plist>`;
  expect(ats.reader!.read(fileOf(pinned)).problems).toHaveLength(many);
  const excluded = repeat(
    (at) => `<key>e${at}.example</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>`,
  );
  const trustKit = `<plist><dict><key>TSKConfiguration</key><dict><key>TSKPinnedDomains</key><dict>${excluded}</dict></dict></dict></plist>`;
  expect(trustKitPlist.reader!.read(fileOf(trustKit)).problems).toHaveLength(many);
});

test('JSON of very many hosts', () => {
  const keys = repeat((at) => `"h${at}.example":[]`, ',');
  const reports = repeat(() => '"http://r.example"', ',');
  const config = `{"sha256Keys":{${keys}},"reportUris":[${reports}]}`;
  expect(reactNativeSslManager.reader!.read(fileOf(config)).problems).toHaveLength(2 * many);
  const fingerprints = repeat(() => `{"name":"a.example","fingerprint":"${pins[0]}","expires":1}`, ',');
  expect(wultra.reader.read(fileOf(`{"fingerprints":[${fingerprints}]}`)).entries[0]?.pins).toHaveLength(many);
});
