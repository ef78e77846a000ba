// Asks once, in the way that its first parameter names; ends with 1 where it is refused.
package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

var how, url, pin string

func main() {
	how, url, pin = os.Args[1], os.Args[2], os.Args[3]
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	cache := tls.NewLRUClientSessionCache(8)
	switch how {
	case "dial":
		transport := newTransport()
		transport.DialTLSContext = dial
		return ask(transport, stay)
	case "config":
		return ask(withConfig(&tls.Config{VerifyConnection: checkConnection}), stay)
	case "peer-certificate":
		unpinned := ask(withConfig(&tls.Config{ClientSessionCache: cache}), stay)
		return errors.Join(unpinned, ask(withConfig(&tls.Config{ClientSessionCache: cache, VerifyPeerCertificate: checkChains}), stay))
	case "connection":
		unpinned := ask(withConfig(&tls.Config{ClientSessionCache: cache}), stay)
		return errors.Join(unpinned, ask(withConfig(&tls.Config{ClientSessionCache: cache, VerifyConnection: checkConnection}), stay))
	case "redirect":
		return ask(withConfig(&tls.Config{VerifyConnection: checkConnection}), nil)
	case "redirect-stays":
		return ask(withConfig(&tls.Config{VerifyConnection: checkConnection}), stayEncrypted)
	}
	return errors.New("no such way: " + how)
}

func newTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return transport
}

func withConfig(config *tls.Config) *http.Transport {
	transport := newTransport()
	transport.TLSClientConfig = config
	return transport
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := (&tls.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if err := checkConnection(connection.(*tls.Conn).ConnectionState()); err != nil {
		connection.Close()
		return nil, err
	}
	return connection, nil
}

func checkConnection(state tls.ConnectionState) error { return checkChains(nil, state.VerifiedChains) }

func checkChains(_ [][]byte, chains [][]*x509.Certificate) error {
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

func ask(transport *http.Transport, checkRedirect func(*http.Request, []*http.Request) error) error {
	client := http.Client{Transport: transport, CheckRedirect: checkRedirect}
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer canary-authorization")
	request.Header.Set("Cookie", "session=canary-cookie")
	request.Header.Set("X-Api-Key", "canary-key")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func stayEncrypted(request *http.Request, _ []*http.Request) error {
	if request.URL.Scheme != "https" {
		return http.ErrUseLastResponse
	}
	return nil
}
