// Asks a server over HTTP/3: main CA.PEM URL ADDRESS BODY-BYTES [early]. Prints what came of it.
// With "early" it asks twice, the second time in early data.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	size, err := strconv.Atoi(os.Args[4])
	if err != nil {
		panic(err)
	}
	config := &tls.Config{RootCAs: pool, ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	ask(config, http.MethodPost, size)
	if len(os.Args) > 5 {
		ask(config, http3.MethodGet0RTT, 0)
	}
}

func ask(config *tls.Config, method string, size int) {
	transport := &http3.Transport{
		TLSClientConfig: config,
		Dial: func(ctx context.Context, _ string, tlsConfig *tls.Config, quicConfig *quic.Config) (*quic.Conn, error) {
			return quic.DialAddrEarly(ctx, os.Args[3], tlsConfig, quicConfig)
		},
	}
	defer transport.Close()
	request, err := http.NewRequest(method, os.Args[2], bytes.NewReader(bytes.Repeat([]byte("x"), size)))
	if err != nil {
		panic(err)
	}
	request.Header.Set("authorization", "Bearer secret")
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	body, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body), err)
}
