import type { Rule } from './rule.ts';
import { atsArbitraryLoads } from './rules/ats-arbitrary-loads.ts';
import { atsInsecureHttp } from './rules/ats-insecure-http.ts';
import { atsLeafAndCa } from './rules/ats-leaf-and-ca.ts';
import { atsMisspeltKey } from './rules/ats-misspelt-key.ts';
import { atsNoIdentities } from './rules/ats-no-identities.ts';
import { backupInServedChain } from './rules/backup-in-served-chain.ts';
import { buildVariantDrift } from './rules/build-variant-drift.ts';
import { certificateHashPin } from './rules/certificate-hash-pin.ts';
import { chainNotVerified } from './rules/chain-not-verified.ts';
import { cleartextPermitted } from './rules/cleartext-permitted.ts';
import { cronetLocalAnchorBypass } from './rules/cronet-local-anchor-bypass.ts';
import { curlInsecure } from './rules/curl-insecure.ts';
import { curlPinFromPeer } from './rules/curl-pin-from-peer.ts';
import { debugOverridesPresent } from './rules/debug-overrides-present.ts';
import { documentationPin } from './rules/documentation-pin.ts';
import { driftFromSource } from './rules/drift-from-source.ts';
import { duplicateHost } from './rules/duplicate-host.ts';
import { duplicatePin } from './rules/duplicate-pin.ts';
import { duplicatePinAcrossHosts } from './rules/duplicate-pin-across-hosts.ts';
import { emptyInputPin } from './rules/empty-input-pin.ts';
import { emptyPinSet } from './rules/empty-pin-set.ts';
import { expiryLost } from './rules/expiry-lost.ts';
import { expiryMalformed } from './rules/expiry-malformed.ts';
import { flutterUncovered } from './rules/flutter-uncovered.ts';
import { formatVersion } from './rules/format-version.ts';
import { hostIsIp } from './rules/host-is-ip.ts';
import { hostIsUrl } from './rules/host-is-url.ts';
import { hostNotALabel } from './rules/host-not-a-label.ts';
import { hostShadowed } from './rules/host-shadowed.ts';
import { hostTrailingDot } from './rules/host-trailing-dot.ts';
import { hostUppercase } from './rules/host-uppercase.ts';
import { hpkpHeader } from './rules/hpkp-header.ts';
import { inlineCaUnpinned } from './rules/inline-ca-unpinned.ts';
import { leafPinKeyRotates } from './rules/leaf-pin-key-rotates.ts';
import { libraryTooOld } from './rules/library-too-old.ts';
import { localhostPinned } from './rules/localhost-pinned.ts';
import { minSdkBelow24 } from './rules/min-sdk-below-24.ts';
import { nestedHostOutsideParent } from './rules/nested-host-outside-parent.ts';
import { noBackupPin } from './rules/no-backup-pin.ts';
import { nscNotReferenced } from './rules/nsc-not-referenced.ts';
import { nscStructure } from './rules/nsc-structure.ts';
import { nscUnknownElement } from './rules/nsc-unknown-element.ts';
import { okHttpBadPattern } from './rules/okhttp-bad-pattern.ts';
import { okHttpOverlap } from './rules/okhttp-overlap.ts';
import { okHttpSingleStar } from './rules/okhttp-single-star.ts';
import { overridePins } from './rules/override-pins.ts';
import { ownTrustManager } from './rules/own-trust-manager.ts';
import { pinBadBase64 } from './rules/pin-bad-base64.ts';
import { pinIndirect } from './rules/pin-indirect.ts';
import { pinNoncanonical } from './rules/pin-noncanonical.ts';
import { pinNotInServedChain } from './rules/pin-not-in-served-chain.ts';
import { pinSetExpired } from './rules/pin-set-expired.ts';
import { pinSetExpiresSoon } from './rules/pin-set-expires-soon.ts';
import { pinSetExpiryFar } from './rules/pin-set-expiry-far.ts';
import { pinSetNoExpiry } from './rules/pin-set-no-expiry.ts';
import { pinUnpadded } from './rules/pin-unpadded.ts';
import { pinWrongLength } from './rules/pin-wrong-length.ts';
import { pinWrongPrefix } from './rules/pin-wrong-prefix.ts';
import { pinningCommentedOut } from './rules/pinning-commented-out.ts';
import { placeholderPin } from './rules/placeholder-pin.ts';
import { platformDrift } from './rules/platform-drift.ts';
import { probeConnection } from './rules/probe-connection.ts';
import { publicIntermediatePin } from './rules/public-intermediate-pin.ts';
import { publicRootPinOnly } from './rules/public-root-pin-only.ts';
import { rawKeyNotHash } from './rules/raw-key-not-hash.ts';
import { reportUriInsecure } from './rules/report-uri-insecure.ts';
import { sha1Pin } from './rules/sha1-pin.ts';
import { subdomainDepthDiffers } from './rules/subdomain-depth-differs.ts';
import { subdomainsNotCovered } from './rules/subdomains-not-covered.ts';
import { subdomainsOfPublicSuffix } from './rules/subdomains-of-public-suffix.ts';
import { suppressionMalformed } from './rules/suppression-malformed.ts';
import { thirdPartyHost } from './rules/third-party-host.ts';
import { trustAll } from './rules/trust-all.ts';
import { trustKitAndroidLastDomain } from './rules/trustkit-android-last-domain.ts';
import { trustKitDefaultReport } from './rules/trustkit-default-report.ts';
import { trustKitExcludeKey } from './rules/trustkit-exclude-key.ts';
import { trustKitMisplacedKey } from './rules/trustkit-misplaced-key.ts';
import { trustKitNotEnforced } from './rules/trustkit-not-enforced.ts';
import { trustKitSwizzling } from './rules/trustkit-swizzling.ts';
import { trustKitTooFewPins } from './rules/trustkit-too-few-pins.ts';
import { trustKitUnknownKey } from './rules/trustkit-unknown-key.ts';
import { unreadableFile } from './rules/unreadable-file.ts';
import { unsupportedKeyType } from './rules/unsupported-key-type.ts';
import { userCaTrusted } from './rules/user-ca-trusted.ts';
import { webViewUncovered } from './rules/web-view-uncovered.ts';
import { wholeCertificatePin } from './rules/whole-certificate-pin.ts';
import { wildcardLiteral } from './rules/wildcard-literal.ts';

/** In the order of the documentation. */
export const ruleGroups: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
  {
    title: 'Pins',
    rules: [
      noBackupPin,
      backupInServedChain,
      pinNotInServedChain,
      pinSetExpired,
      pinSetExpiresSoon,
      pinSetExpiryFar,
      pinSetNoExpiry,
      expiryMalformed,
      expiryLost,
      publicIntermediatePin,
      publicRootPinOnly,
      leafPinKeyRotates,
      sha1Pin,
      pinBadBase64,
      pinWrongLength,
      pinUnpadded,
      pinNoncanonical,
      pinWrongPrefix,
      placeholderPin,
      documentationPin,
      emptyInputPin,
      rawKeyNotHash,
      certificateHashPin,
      wholeCertificatePin,
      duplicatePin,
      duplicatePinAcrossHosts,
      emptyPinSet,
      pinIndirect,
      pinningCommentedOut,
    ],
  },
  {
    title: 'Hosts',
    rules: [
      duplicateHost,
      hostShadowed,
      nestedHostOutsideParent,
      subdomainsOfPublicSuffix,
      thirdPartyHost,
      subdomainsNotCovered,
      subdomainDepthDiffers,
      okHttpSingleStar,
      okHttpBadPattern,
      okHttpOverlap,
      wildcardLiteral,
      hostIsUrl,
      hostUppercase,
      hostTrailingDot,
      hostNotALabel,
      hostIsIp,
      localhostPinned,
    ],
  },
  {
    title: 'Trust around the pins',
    rules: [
      userCaTrusted,
      overridePins,
      debugOverridesPresent,
      inlineCaUnpinned,
      cleartextPermitted,
      nscUnknownElement,
      nscStructure,
      nscNotReferenced,
      minSdkBelow24,
      ownTrustManager,
      trustAll,
      atsArbitraryLoads,
      atsInsecureHttp,
      atsLeafAndCa,
      atsNoIdentities,
      atsMisspeltKey,
      webViewUncovered,
      flutterUncovered,
      trustKitTooFewPins,
      trustKitNotEnforced,
      trustKitSwizzling,
      trustKitMisplacedKey,
      trustKitExcludeKey,
      trustKitDefaultReport,
      trustKitUnknownKey,
      trustKitAndroidLastDomain,
      unsupportedKeyType,
      reportUriInsecure,
      cronetLocalAnchorBypass,
      probeConnection,
      chainNotVerified,
      curlInsecure,
      curlPinFromPeer,
      libraryTooOld,
      hpkpHeader,
      formatVersion,
    ],
  },
  {
    title: 'Across files',
    rules: [platformDrift, driftFromSource, buildVariantDrift],
  },
  {
    title: 'Files and comments',
    rules: [unreadableFile, suppressionMalformed],
  },
];

/** All rules. */
export const rules: readonly Rule[] = ruleGroups.flatMap((group) => group.rules);
