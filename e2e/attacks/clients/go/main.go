// Pinning in Go by tls.Config.VerifyConnection, over what Go has verified ("verified") or over what the server has sent
// ("sent"). How it is talked to: line-protocol.ts.
package main

import (
	"bufio"
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
	"runtime"
	"strings"
	"sync"
	"time"
)

func main() {
	fmt.Println("Go " + strings.TrimPrefix(runtime.Version(), "go"))
	var waiting sync.WaitGroup
	var printing sync.Mutex
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		question := strings.Split(lines.Text(), "\t")
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			err := request(question[1], question[2], question[3], strings.Split(question[4], ","))
			printing.Lock()
			defer printing.Unlock()
			if err == nil {
				fmt.Printf("%s\taccept\t\n", question[0])
			} else {
				fmt.Printf("%s\trefuse\t%s\n", question[0], strings.Join(strings.Fields(err.Error()), " "))
			}
		}()
	}
	waiting.Wait()
}

func request(host, port, caFile string, pins []string) error {
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return err
	}
	anchors := x509.NewCertPool()
	anchors.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: anchors, VerifyConnection: func(state tls.ConnectionState) error {
		chains := state.VerifiedChains
		if os.Args[1] == "sent" {
			chains = [][]*x509.Certificate{state.PeerCertificates}
		}
		for _, chain := range chains {
			for _, certificate := range chain {
				sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
				for _, pin := range pins {
					if base64.StdEncoding.EncodeToString(sum[:]) == pin {
						return nil
					}
				}
			}
		}
		return errors.New("no pin")
	}}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	transport := &http.Transport{TLSClientConfig: config, DialContext: dial, DisableKeepAlives: true}
	client := &http.Client{Transport: transport, Timeout: 8 * time.Second}
	answer, err := client.Get("https://" + host + ":" + port + "/")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
