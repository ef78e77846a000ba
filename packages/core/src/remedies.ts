// Made from spec/codes.json by scripts/generate-codes.ts.

import type { ErrorCode } from './codes.ts';

const remedies: Readonly<Record<ErrorCode, string>> = {
  LP_PIN_MALFORMED:
    'A pin is the base64 of 32 bytes, 44 characters ending in "=". Print one with: livepin pin CERTIFICATE',
  LP_HOST_MALFORMED:
    'Write a host name of lower-case A-labels (xn--… for other scripts) or an IP address: no scheme, port, path or wildcard.',
  LP_HOST_NOT_CANONICAL:
    'Write it as the message says: lower case, no trailing dot, addresses in canonical text.',
  LP_DOCUMENT_TOO_LARGE:
    "Split the app's hosts over several apps, or use sub-domain rules: 64 KiB hold about 260 hosts of two pins.",
  LP_JSON_ENCODING:
    'Deliver the bytes exactly as the service made them.',
  LP_JSON_MALFORMED:
    'Deliver the bytes exactly as the service made them; look for an error page or a login page in their place.',
  LP_JSON_DUPLICATE_MEMBER:
    'Let a Livepin service make the document; readers would differ over what it says.',
  LP_JSON_TOO_DEEP:
    'Let a Livepin service make the document.',
  LP_BASE64URL_MALFORMED:
    'Write base64url without padding, with unused bits zero (RFC 7515 §2).',
  LP_JWS_SHAPE:
    'A document has exactly payload and signatures; each signature has exactly protected and signature.',
  LP_JWS_TOO_MANY_SIGNATURES:
    'Sign with fewer keys: only distinct listed keys count.',
  LP_JWS_KID_REPEATED:
    'Sign once with each key: a threshold counts distinct keys.',
  LP_JWS_HEADER:
    'Sign with a header of exactly alg, kid and typ.',
  LP_JWS_TYPE:
    'Deliver trust roots under roots/ and bundles under bundle; the typ of a signature cannot be changed afterwards.',
  LP_JWS_ALGORITHM:
    'Sign with the algorithm of the key: ES256 for P-256, Ed25519 for Ed25519.',
  LP_MEMBER_MISSING:
    'Let a Livepin service make the document.',
  LP_MEMBER_TYPE:
    'Write integers plainly (no fraction, exponent or minus zero), and every member with its type of spec/protocol.md.',
  LP_MEMBER_RANGE:
    'Keep to the range that the message names.',
  LP_MEMBER_VALUE:
    'Write one of the values that the message names.',
  LP_LIST_REPEATS:
    'Remove the repeated item: it would look like a backup and be none.',
  LP_SPEC_UNSUPPORTED:
    'Go on publishing documents of version 1 for installed apps; update the app for others.',
  LP_LIFETIME:
    'Give a bundle 7 to 400 days, a trust root at most 10 years.',
  LP_URL_MALFORMED:
    'Write https://host[:port]/path, without user information and fragment.',
  LP_SUBDOMAINS_OF_ADDRESS:
    'Set subdomains to false: an address has none.',
  LP_KEY_PRIVATE:
    'Treat that key as stolen: make a new one, and list only its public part.',
  LP_KEY_MALFORMED:
    'List the key as livepin key show prints it.',
  LP_KEY_USE:
    "Leave out alg, use and key_ops, or let them agree with verifying by the key's algorithm.",
  LP_KEY_ID:
    'Leave out kid, or give the RFC 7638 thumbprint.',
  LP_ROLE_UNKNOWN_KEY:
    'List the key under keys, or take its kid out of the role.',
  LP_ROLE_SHARED_KEY:
    'Use separate keys: root keys stay offline, pin keys with the service.',
  LP_ROOT_FIRST_CHAIN:
    "Leave out chain in version 1: its own hash is the chain's name.",
  LP_ROOT_VERSION:
    'Publish every version, under roots/{n}, without a gap.',
  LP_ROOT_CHAIN:
    "Check that the app fetches from its own environment's service; another chain needs an app update.",
  LP_ROOT_OLD_SIGNATURES:
    'Have the missing holders of root keys sign: livepin root sign.',
  LP_ROOT_OWN_SIGNATURES:
    'Have the holders of the new root keys sign too: livepin root sign.',
  LP_ROOT_EPOCH_LOWER:
    'Keep the epoch, or raise it: after a theft of pin keys it must be raised.',
  LP_BUNDLE_CHAIN:
    "Check that the app fetches from its own environment's service.",
  LP_BUNDLE_APP:
    'Check the app id, and that the address that is fetched from ends in it.',
  LP_BUNDLE_ROOT_UNKNOWN:
    'Publish every trust root before the first bundle that names it; check that all places serve roots/{n}.',
  LP_BUNDLE_SIGNATURES:
    'Sign with keys that the newest trust root lists; after a key rotation, publish again.',
  LP_BUNDLE_EPOCH:
    'Publish again: the service takes the epoch from the newest trust root.',
  LP_BUNDLE_ROLLBACK:
    'Publish under a higher version; if a key was stolen, issue a trust root with a higher epoch.',
  LP_BUNDLE_CONFLICT:
    'Publish under a higher version: only iat and exp may change within one.',
  LP_BUNDLE_EXPIRED:
    "Check that the service signs anew (livepin status) and that the place fetched from is not an old copy; check the device's clock.",
  LP_PIN_MISMATCH:
    'See what the server shows: livepin check HOST. If its key was changed on purpose, publish its pin: livepin host add. Otherwise somebody is in between.',
  LP_PIN_REVOKED:
    'Deploy a certificate with another key; the revoked one is known to be in the wrong hands.',
  LP_HOST_UNLISTED:
    'Pin the host, or publish with unlisted: allow.',
  LP_NO_BUNDLE:
    'Check that the service can be reached and that its bundle is signed by keys of the newest trust root (livepin status).',
  LP_BUNDLE_STALE:
    'Check that the places to fetch from can be reached; publish with stale: hold where availability matters more.',
  LP_CLEARTEXT:
    'Use https: without TLS there is no key to pin.',
  LP_STORE_MALFORMED:
    'Nothing need be done: the app goes on with its seed and fetches anew. If it recurs, look at the disk.',
  LP_STORE_FOREIGN:
    'Give each app a store of its own. After a change of chain nothing need be done.',
  LP_CERTIFICATE_MALFORMED:
    'Have it issued anew: its form breaks RFC 5280, and clients differ over what it says.',
  LP_ANCHORS_UNREADABLE:
    'Give a PEM file with one or several certificates (-----BEGIN CERTIFICATE-----).',
  LP_ENDPOINT_MALFORMED:
    'Write HOST or HOST:PORT, for instance api.example.com:8443 or [2001:db8::1]:443.',
  LP_UNREACHABLE:
    'Check the name, the port, the firewall or proxy between, and whether it speaks TLS from the first byte (else: --starttls); --connect ADDRESS:PORT tries another address.',
  LP_PROXY_MALFORMED:
    'Write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before HOST where it asks for them (each % sign and @ in them as %25 and %40).',
  LP_CHAIN_UNTRUSTED:
    'Have the server send its whole chain, none of it expired; for a CA of your own, name its certificate (--ca FILE). Otherwise somebody is in between.',
  LP_CERTIFICATE_EXPIRED:
    'Renew the certificate, keeping its key or moving to a pinned one; check the clock of this machine.',
  LP_NAME_MISMATCH:
    'Check the host name; have the certificate issued with that name as a subject alternative name.',
  LP_KEY_FILE_UNREADABLE:
    'Give certificates, certificate requests, public or private keys: in PEM, DER, PKCS#7, PKCS#12 or JKS.',
  LP_KEY_FILE_UNWRITABLE:
    'Look at the space on the disk and at who may write there; nothing was changed.',
  LP_KEY_FILE_ENCRYPTED:
    'Give its passphrase: in the environment variable LIVEPIN_PASSPHRASE, or on a terminal, where it is asked for.',
  LP_KEY_FILE_UNSUPPORTED:
    'Convert it with the command that the sentence gives.',
  LP_KEY_FILE_MISMATCH:
    'Give the certificate that was issued for the key, with its issuers: livepin pin FILE… shows which have the same pin.',
  LP_KEY_FILE_INEXPRESSIBLE:
    'Choose a part of it (--only), or another form (--to).',
  LP_SIGNING_KEY_TYPE:
    'Make a signing key with livepin root init or livepin key new: P-256 (ES256) or Ed25519.',
  LP_ROOT_CHANGE:
    'Look at the keys of the newest trust root (livepin root show), then name those to add and to drop anew.',
  LP_PUBLISH_REFUSED:
    'Mend what the findings name, or publish again and allow their codes one by one.',
  LP_PUBLISH_UNCHANGED:
    'Nothing need be done: the published bundle says the same, and is signed anew by itself. After a restore, above gives it a higher version.',
  LP_PUBLISH_TOO_LARGE:
    'Use sub-domain rules, or split the hosts over several apps: 64 KiB hold about 260 hosts of two pins.',
  LP_PUBLISH_CONFLICT:
    'Look at what is published now (livepin app show), and publish again if it is still wanted.',
  LP_PUBLISH_FEW_PINS:
    'Make a second key, keep it apart from the server, and add its pin: livepin host add.',
  LP_PUBLISH_NO_BACKUP:
    'Add the pin of a key that no server has yet, so that a lost or stolen key can be replaced without locking apps out.',
  LP_PUBLISH_HOST_DROPPED:
    'Put the host back into the draft, or allow this code if apps are meant to reach it without these pins.',
  LP_PUBLISH_MODE_RAISED:
    'Look at the reports first; allow this code once no genuine connection would fail.',
  LP_PUBLISH_MODE_LOWERED:
    'Allow this code if protection is meant to be lowered; the history records who did.',
  LP_PUBLISH_NOT_SERVED:
    'Add a pin of each path that the message names (livepin check HOST shows them), or deploy the pinned key first.',
  LP_PUBLISH_PUBLIC_SUFFIX:
    'Pin the registered name below it, or set subdomains to false.',
  LP_PUBLISH_REVOKES_SERVED:
    'Deploy a certificate with another, pinned key first; allow this code to stop the key at once all the same.',
  LP_PUBLISH_UNREVOKED:
    'Leave it under revoked; allow this code only if the key was never in the wrong hands.',
  LP_PUBLISH_UNREACHABLE:
    'Say where the service reaches it (livepin host add --connect, or probe.connect), or that it cannot (--no-probe, or "probe": "none"); allow this code in an emergency.',
  LP_PUBLISH_NOT_PROBED:
    'Check by hand from where the host can be reached: livepin check HOST --pins PIN,PIN.',
  LP_PUBLISH_ROOT_EXPIRES:
    'Hold the ceremony now: livepin root next, then livepin root publish; allow this code in an emergency.',
  LP_PUBLISH_STATIC_PINS:
    'Keep one of them in the set until that version is gone: livepin app static-pins APP shows them, and --retire says that a version is no longer used.',
  LP_UNAUTHORIZED:
    'Set LIVEPIN_TOKEN, or send the header "Authorization: Bearer TOKEN"; a lost token is replaced by starting with livepin serve --new-admin-token.',
  LP_ROUTE_UNKNOWN:
    'GET /v1/openapi.json lists all there are.',
  LP_REQUEST_MALFORMED:
    'Change the member that the message names; GET /v1/openapi.json describes every request.',
  LP_REQUEST_TOO_LARGE:
    'Send less at a time, for instance host by host.',
  LP_FAULT:
    'Read what the service printed; if it recurs, report it with that text.',
  LP_STARTING:
    'Ask again in a second.',
  LP_STORE_FAILED:
    'Look at what is there now, then repeat the change if it is missing; look at the disk.',
  LP_APP_EXISTS:
    'Use it, or choose another id.',
  LP_DRAFT_CHANGED:
    'Read it anew and change that, or leave the member revision out to replace whatever is there.',
  LP_APP_PUBLISHED:
    'Publish it without hosts, so that installed apps pin nothing any more.',
  LP_VERSION_UNKNOWN:
    'List them: GET /v1/admin/apps/{app}/versions.',
  LP_HOST_UNKNOWN:
    'List its hosts: GET /v1/admin/apps/{app}/draft.',
  LP_NOT_REVOKED:
    'List the revoked pins: GET /v1/admin/apps/{app}/draft.',
  LP_ROOT_MISSING:
    'Make one apart (livepin root init --offline) that lists a pin key of the service, and send it: livepin root publish.',
  LP_ROOT_KEYS_OFFLINE:
    'Make the next trust root where the root keys are (livepin root next, livepin root sign), and send it: livepin root publish.',
  LP_ROOT_WITHOUT_SERVICE_KEY:
    'List a pin key of the service under roles.pins; GET /v1/admin/pin-keys shows them.',
  LP_PIN_KEY_MISSING:
    'Put the key files back into keys/ from a backup, or make a trust root that lists a key which the service holds.',
  LP_FOLDER_IN_USE:
    'Use the one that runs, stop it first, or give another folder.',
  LP_FOLDER_UNUSABLE:
    'Give a folder that this user may write to, and restore what is missing from a backup.',
  LP_PORT_IN_USE:
    'Stop it, or give another port: --port, of a lab --listen ADDRESS:PORT.',
  LP_PORT_UNUSABLE:
    'Give another address or port: --host, --port, of a lab --listen ADDRESS:PORT.',
  LP_SERVICE_UNREACHABLE:
    'Start it (npm start), or name its address: --service or LIVEPIN_SERVICE.',
  LP_STATIC_PINS_UNKNOWN:
    'livepin app static-pins APP lists them; livepin sync DIR --app APP --app-version VERSION tells of them.',
  LP_APP_UNKNOWN:
    "Check the app's id in the address; livepin app list shows those of the service.",
  LP_NOTHING_PUBLISHED:
    'Publish one: livepin publish APP',
  LP_ROOT_NOT_PUBLISHED:
    'None: clients ask for the next version to learn whether there is one.',
  LP_METHOD_NOT_ALLOWED:
    'Use one of the methods that the Allow header names.',
  LP_STREAMS_FULL:
    'Try again after the seconds of Retry-After, or poll the bundle; more streams need more instances of the service.',
  LP_STORE_UNUSABLE:
    "Check the folder's owner, mode and free space: until it works, an app that restarts begins with its seed.",
  LP_SOURCE_MALFORMED:
    'Give base addresses such as https://pins.example.com/v1/apps/com.example.bank; plain http only for this machine.',
  LP_EMBEDDED_UNREADABLE:
    'Write both with livepin init, and ship them with the app.',
  LP_NAME_UNUSABLE:
    'Write names as clients ask for them: api.example.com, *.example.com or an IP address; no scheme, port or path.',
  LP_SUBJECT_MALFORMED:
    'Write it as in "O=Example Ltd, C=GB"; known are CN, O, OU, C, ST, L, STREET, postalCode, serialNumber and emailAddress.',
  LP_KEY_UNUSABLE:
    'Make another one: livepin key new tls FILE',
  LP_DEV_CA_UNUSABLE:
    'Choose another folder with --dir, and have its ca.pem trusted; what is in this one is left as it is.',
  LP_DEV_CA_NAME:
    'Choose another folder with --dir: a CA for these names is made there, whose ca.pem must be trusted too.',
  LP_SHOW_EXPIRED:
    'Have it renewed; with the same key its pins stay.',
  LP_SHOW_NOT_YET_VALID:
    'Wait for it, or set the clock of this machine right.',
  LP_SHOW_EXPIRES_SOON:
    'Have it renewed now; a renewal that keeps the key keeps the pins.',
  LP_SHOW_LIFETIME:
    "Have it issued for a shorter time: 200 days from 2026-03-15 on, 100 from 2027-03-15, 47 from 2029-03-15. A CA of your own is free in this, up to 825 days on Apple's systems.",
  LP_SHOW_NO_NAMES:
    'Have it issued again, from a request with the names: livepin csr new',
  LP_SHOW_NAME_IN_CN:
    'Have it issued again, from a request with the names: livepin csr new',
  LP_SHOW_WILDCARD:
    'Nothing need be done; know that who steals its key can stand in for all of them.',
  LP_SHOW_WRONG_NAME:
    'Ask for a name that the certificate has, or have the server show the certificate of this host.',
  LP_SHOW_SIGNATURE_WEAK:
    'Have it signed over SHA-256 or better; clients refuse it as it is.',
  LP_SHOW_SIGNATURE_BAD:
    'Make the request again with the right key: livepin csr new',
  LP_SHOW_KEY_WEAK:
    'Make another one of P-256 or of 2,048 bits of RSA and more: livepin key new tls FILE',
  LP_SHOW_KEY_RARE:
    'Use P-256 or RSA where strangers connect: livepin key new tls FILE',
  LP_SHOW_CA_MISSING:
    'Sign with a certificate that is a CA, or have this one issued again with basicConstraints CA:TRUE and keyCertSign.',
  LP_SHOW_CA_NEEDLESS:
    'Have it issued again without the CA bit: whoever steals its key could sign certificates for any host.',
  LP_SHOW_NOT_FOR_SERVERS:
    'Have it issued again with serverAuth in its extended key usage and digitalSignature in its key usage.',
  LP_SHOW_SELF_SIGNED:
    'Have a CA sign it (livepin csr new), or one of your own for development (livepin ca dev); clients trust it only where it is installed itself.',
  LP_SHOW_ORDER:
    "Put the server's certificate first and each issuer after it: livepin convert FILE --to pem",
  LP_SHOW_INCOMPLETE:
    "Add the missing issuer's certificate, which the CA hands out; some clients fetch it by themselves, most do not.",
  LP_SHOW_DUPLICATE:
    'Leave the copy out; it is sent with every handshake.',
  LP_SHOW_STRANGER:
    'Leave it out, or put the certificate that it belongs to first.',
  LP_SHOW_ROOT_SENT:
    'Leave it out of what a server sends; it only costs bytes in every handshake.',
  LP_SHOW_KEY_REUSED:
    'Give each its own key: a pin on one of them pins the other as well.',
  LP_SHOW_KEY_MISMATCH:
    'Find the key of the certificate by its pin, which is the same: livepin pin FILE',
  LP_SHOW_PATH:
    'Mend what the sentence names; clients refuse the connection.',
  LP_FORM_PINS_NOTHING:
    "Take a form that can: livepin generate --list says what each cannot carry. Where keys of CAs are passed over, pin the servers' own beside them.",
  LP_FORM_TOO_FEW_PINS:
    'Give a backup pin: of a key that is kept apart, or of another CA. livepin key new tls makes a key.',
  LP_PLAN_ONE_PIN:
    'Give a second key that no server has: livepin generate takes --backup FILE, or --new-backup FILE to make one. --no-backup goes on without it, and says what that risks.',
  LP_PLAN_NO_BACKUP:
    'A backup is a key that no server has yet: --backup FILE, or --new-backup FILE to make one. --no-backup goes on without it.',
  LP_PLAN_BESIDE_SDK:
    'Beside an SDK pin keys of CAs, with an end: --pin root, the certificate of another CA as --backup, and no --expires never.',
  LP_PLAN_EXPIRED:
    'Give a day that lies ahead, or how many days it is to be safe: --expires 180.',
  LP_PLAN_REVOKED:
    'The key is known to be in the wrong hands: give another one, and deploy a certificate without it where a server shows it.',
  LP_CONFIG_WITHOUT_PINS:
    'livepin generate --list shows the forms. A file of certificates or keys is one for: livepin generate TARGET --from FILE --name HOST',
  LP_USAGE:
    'livepin COMMAND --help shows what a command takes, with examples.',
  LP_FILE_UNREADABLE:
    'Check the path and who may read it; - stands for standard input.',
  LP_FILE_UNWRITABLE:
    'Check the path, who may write there, and the space on the disk.',
  LP_FILE_EXISTS:
    'Give another name, or move the old file away first: it may hold a key, so it is not written over unasked.',
  LP_BASELINE_MALFORMED:
    'Write it with livepin lint --baseline FILE --write-baseline, and keep it as it was written.',
  LP_PASSPHRASE_MISSING:
    'Set LIVEPIN_PASSPHRASE (for what convert writes: LIVEPIN_NEW_PASSPHRASE), run the command on a terminal, or make the file with --no-passphrase.',
  LP_TOKEN_MISSING:
    'Set LIVEPIN_TOKEN, or name a file with --token-file; the service shows its token at its first start.',
  LP_ROOT_SIGNER:
    'Sign with a root key of this trust root, or of the one before it: then name that one with --previous.',
  LP_CLI_FAULT:
    'Report it, with what it prints when LIVEPIN_DEBUG=1 is set.',
  LP_LAB_STATE_UNUSABLE:
    'Take what is not yours out of the folder that the message names, or name another of your own in LIVEPIN_LAB_STATE.',
  LP_LAB_NOT_RESTORED:
    'Mend what the message says (plug the device in again), then: livepin lab restore',
  LP_LAB_DESTINATION:
    'If this is meant, say where the server is: --resolve HOST:PORT=ADDRESS:PORT',
  LP_LAB_DEVICE_UNREACHABLE:
    'adb devices lists the devices; unlock the screen and allow USB debugging, or start the emulator; then give its serial to --adb.',
  LP_LAB_DEVICE_PROXY:
    "Take the proxy of the device away, or set the lab's by hand as livepin lab proxy says.",
  LP_LAB_GENUINE_UNKNOWN:
    'Let the lab reach the genuine server (--resolve says where it is), or give its chain and key: --genuine-chain, --genuine-key.',
  LP_LAB_COMMAND_FAILED:
    'Run the command by itself first: the lab runs it as it stands, with other variables in its environment.',
  LP_LAB_REPORT_MALFORMED:
    'Give report.json as the lab wrote it. A report of a newer Livepin is read by that one or a newer one.',
  LP_LAB_MISSING:
    'Install it beside livepin, with Node 24 or newer: npm install @livepin/lab',
  LP_LAB_NOT_TRANSPARENT:
    'Leave --transparent out where the app heeds proxy variables; else run the lab on a Linux machine that lets users make namespaces.',
  LP_LAB_SCENARIO_UNKNOWN:
    'livepin lab scenarios prints those that there are.',
  LP_LAB_NOT_PINNED:
    'The message says for each host what happened and how to mend it; the report has the evidence.',
  LP_LAB_DOOR_MALFORMED:
    'Answer each line with "event":"run" by one line: {"done":RUN,"failure":null}. docs/lab.md has a whole program.',
  LP_LAB_CANARY:
    'Write NAME=VALUE, in a file one a line or as a JSON object of texts; a value has 6 characters at least.',
  LP_LAB_SIGNATURE:
    'Ask whoever made it for report.json, report.json.jws and the public part of the key anew, by a way that you trust.',
  LP_LAB_EVIDENCE:
    'Ask whoever made the report for its folder anew; the message says which files differ.',
  LP_LAB_FORM:
    "Trust report.json alone, and make the form anew: livepin lab show REPORT --html FILE. JUnit's depends on --fail-on: give the one of the run.",
  LP_LAB_BUILD:
    'Give the very files that were tested, under --build; a build that differs has to be tested itself.',
};

/** What to do about an error: one or two sentences, the same for every error of this code. */
export function remedyOf(code: ErrorCode): string {
  return remedies[code];
}
