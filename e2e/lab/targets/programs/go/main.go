// Asks once, in the way that its first parameter names; ends with 1 where it is refused.
package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

var how, url, canary, pin string

func main() {
	how, url, canary, pin = os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	switch how {
	case "plain":
		return ask(&tls.Config{})
	case "insecure":
		return ask(&tls.Config{InsecureSkipVerify: true})
	case "verified":
		return ask(&tls.Config{VerifyConnection: func(state tls.ConnectionState) error { return findPin(state.VerifiedChains...) }})
	case "sent":
		return ask(&tls.Config{VerifyConnection: func(state tls.ConnectionState) error { return findPin(state.PeerCertificates) }})
	case "shared-cache":
		return withSharedCache()
	}
	return errors.New("no such way: " + how)
}

// Two clients of one process: one without pins, as a picture loader, and one that pins in VerifyPeerCertificate, which
// Go's documentation says is not called for resumed connections. They share a session cache.
func withSharedCache() error {
	cache := tls.NewLRUClientSessionCache(8)
	loader := ask(&tls.Config{ClientSessionCache: cache})
	pinned := ask(&tls.Config{
		ClientSessionCache: cache,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error { return findPin(chains...) },
	})
	return errors.Join(loader, pinned)
}

func findPin(chains ...[]*x509.Certificate) error {
	for _, chain := range chains {
		for _, certificate := range chain {
			sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
			if base64.StdEncoding.EncodeToString(sum[:]) == pin {
				return nil
			}
		}
	}
	return errors.New("no pinned key")
}

func ask(config *tls.Config) error {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, DisableKeepAlives: true}
	client := http.Client{Transport: transport, Timeout: 20 * time.Second, CheckRedirect: stay}
	request, err := http.NewRequest("POST", url, strings.NewReader("canary="+canary))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+canary)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		return errors.New(answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
