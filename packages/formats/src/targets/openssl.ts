import { isAddress } from '@livepin/core';
import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment } from '../write/text.ts';

/**
 * Documentation: openssl-s_client(1), openssl-verify(1), openssl-x509(1). What a server sends is no path: a CA's key counts
 * only where OpenSSL finds the server's certificate to be issued under that very key.
 */
export const openssl: Target = {
  id: 'openssl',
  title: 'OpenSSL commands, each step',
  generate(plan) {
    // Nothing is refused here, so that hosts to be reported are compared like the others.
    const all = plan.hosts.map((planned) => ({ ...planned, mode: 'enforce' as const }));
    const form = { name: 'The script', compares: 'path', excludes: true } as const;
    const { hosts } = pinnedHosts({ ...plan, hosts: all }, form);
    const checks = hosts.map(
      ({ host, pins }) => `check ${isAddress(host) ? '-verify_ip' : '-verify_hostname'} ${host} '${pins.join(' ')}'\n`,
    );
    const text = `#!/bin/sh
${headerComment(plan, '#')}# Compares the keys that servers show now with the pins. Ends with status 1 where a host shows none of them.
# The port is 443; PORT and CONNECT (in place of the host) say otherwise, CAFILE names other trusted roots.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

check() {
  name_check=$1 host=$2 pins=$3
  rm -f "$work"/*.pem

  # 1. Connect, verify the chain and the name, and keep every certificate that is sent.
  case $host in *:*) address="[$host]" ;; *) address=$host ;; esac
  if ! openssl s_client -connect "\${CONNECT:-$address}:\${PORT:-443}" -servername "$host" \\
    \${CAFILE:+-CAfile "$CAFILE"} "$name_check" "$host" -verify_return_error -showcerts \\
    </dev/null >"$work/connection.txt" 2>"$work/errors.txt"; then
    echo "$host: no verified connection"
    cat "$work/errors.txt"
    status=1
    return
  fi
  awk -v work="$work" '/BEGIN CERTIFICATE/ { n++; on = 1 } on { print > (work "/" n ".pem") } /END CERTIFICATE/ { on = 0 }' \\
    "$work/connection.txt"
  cat "$work"/[0-9]*.pem >"$work/sent.pem"

  found=no
  for certificate in "$work"/[0-9]*.pem; do
    # 2. The pin is the base64 of the SHA-256 of the public key, in DER, as the certificate holds it.
    pin=$(openssl x509 -in "$certificate" -noout -pubkey |
      openssl pkey -pubin -outform DER |
      openssl dgst -sha256 -binary |
      openssl base64 -A)
    subject=$(openssl x509 -in "$certificate" -noout -subject)
    case " $pins " in
    *" $pin "*)
      # 3. What is sent along proves nothing: is the server's certificate issued under this key?
      if [ "$certificate" = "$work/1.pem" ] ||
        openssl verify -partial_chain -no-CAfile -no-CApath -no-CAstore -trusted "$certificate" \\
          -untrusted "$work/sent.pem" -purpose sslserver "$name_check" "$host" "$work/1.pem" >"$work/verify.txt" 2>&1; then
        found=yes
        mark=pinned
      else
        mark='pinned, but not on the path'
      fi
      ;;
    *) mark='not pinned' ;;
    esac
    echo "$host: $pin $mark ($subject)"
  done
  if [ "$found" = no ]; then
    echo "$host: no pinned key"
    status=1
  fi
}

${checks.join('')}exit "$status"
`;
    return {
      files: [{ path: 'check-pins.sh', text }],
      steps: [
        'Run it where the servers can be reached: sh check-pins.sh. OpenSSL 3 is needed.',
        'It shows what a pin is and compares it with what servers show; it does not guard any request.',
        'A root that the server does not send is not compared.',
      ],
      losses: [
        ...(plan.expires === null
          ? []
          : [{ rule: 'expiry-lost', sentence: 'The script compares after the end of the pins as well.' }]),
        ...hosts
          .filter(({ subdomains }) => subdomains)
          .map(({ host }) => ({
            rule: 'subdomain-depth-differs',
            sentence: `${host}: the script asks this name alone, none below it.`,
          })),
      ],
    };
  },
};
