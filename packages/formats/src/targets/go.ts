import { isAddress } from '@livepin/core';
import type { PlannedHost } from '../plan.ts';
import type { Target } from '../target.ts';
import { addressLosses } from '../write/address-losses.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from '../write/text.ts';

/** Documentation: Go, crypto/tls, `Config.VerifyConnection`, which is asked on resumed connections too. It is not told of addresses. */
export const go: Target = {
  id: 'go',
  title: 'Go, tls.Config',
  generate(plan) {
    const isNamed = ({ host }: PlannedHost) => !isAddress(host);
    const form = { name: 'Go', compares: 'path', excludes: true } as const;
    const { hosts, losses } = pinnedHosts({ ...plan, hosts: plan.hosts.filter(isNamed) }, form);
    const rows = hosts.map(
      ({ host, subdomains, pins }) => `\t"${host}": {subdomains: ${subdomains}, pins: []string{${quoted(pins)}}},\n`,
    );
    const check =
      plan.expires === null
        ? ''
        : `\t// ${expiryReason(plan.expires)}
\tif time.Now().Unix() >= ${plan.expires} {
\t\treturn nil
\t}
`;
    const text = `${headerComment(plan, '//')}
// Package pinned compares the keys of servers with those that their owner pinned.
package pinned

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
${plan.expires === null ? '' : '\t"time"\n'})

type entry struct {
	subdomains bool
	pins       []string
}

var hosts = map[string]entry{
${rows.join('')}}

// Config returns a copy of base that asks for a pinned key on a verified path before any request is sent.
// A nil base stands for the defaults. With InsecureSkipVerify there is no verified path, and pinned hosts are refused.
func Config(base *tls.Config) *tls.Config {
	if base == nil {
		base = &tls.Config{}
	}
	config := base.Clone()
	config.VerifyConnection = func(state tls.ConnectionState) error {
		if base.VerifyConnection != nil {
			if err := base.VerifyConnection(state); err != nil {
				return err
			}
		}
		return judge(state)
	}
	return config
}

func judge(state tls.ConnectionState) error {
	pins := pinsFor(state.ServerName)
	if len(pins) == 0 {
		return nil
	}
	for _, path := range state.VerifiedChains {
		for _, certificate := range path {
			sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
			if slices.Contains(pins, base64.StdEncoding.EncodeToString(sum[:])) {
				return nil
			}
		}
	}
	return fmt.Errorf("no pinned key on the path to %s", state.ServerName)
}

// pinsFor returns those of the most specific name, and none where the host is not pinned.
func pinsFor(host string) []string {
${check}	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if own, found := hosts[name]; found {
		return own.pins
	}
	for {
		_, above, found := strings.Cut(name, ".")
		if !found {
			return nil
		}
		if hosts[above].subdomains {
			return hosts[above].pins
		}
		name = above
	}
}
`;
    return {
      files: [{ path: 'pinned/pinned.go', text }],
      steps: [
        'Use it in every transport: &http.Transport{TLSClientConfig: pinned.Config(nil), ForceAttemptHTTP2: true}. Go 1.21 or newer is needed.',
        'Give http.Client a CheckRedirect that refuses all but https: a redirect to http:// is followed, headers and all, and no pin is asked there.',
      ],
      losses: [...losses, ...addressLosses(plan, 'Go')],
    };
  },
};
