// An app with pins in its TCP client alone: beside-tcp URL CANARY PIN. It asks over TCP, and where the answer announces HTTP/3
// it asks again over that. Ends with 1 where the first is refused.
package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/quic-go/quic-go/http3"
)

var url, canary, pin string

func main() {
	url, canary, pin = os.Args[1], os.Args[2], os.Args[3]
	services, err := ask(&http.Transport{TLSClientConfig: &tls.Config{VerifyConnection: hasPin}, DisableKeepAlives: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if !strings.Contains(services, "h3=") {
		return
	}
	over3 := &http3.Transport{}
	defer over3.Close()
	if _, err := ask(over3); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func hasPin(state tls.ConnectionState) error {
	for _, chain := range state.VerifiedChains {
		for _, certificate := range chain {
			sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
			if base64.StdEncoding.EncodeToString(sum[:]) == pin {
				return nil
			}
		}
	}
	return errors.New("no pinned key")
}

// Says which other services the answer names (RFC 7838).
func ask(transport http.RoundTripper) (string, error) {
	client := http.Client{Transport: transport, Timeout: 10 * time.Second, CheckRedirect: stay}
	request, err := http.NewRequest("POST", url, strings.NewReader("canary="+canary))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+canary)
	answer, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		return "", errors.New(answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.Header.Get("Alt-Svc"), err
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
