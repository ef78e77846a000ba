// Sends requests with the generated configs. How it is talked to: driver.ts.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	expired "static/expired/pinned"
	live "static/live/pinned"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	anchors := x509.NewCertPool()
	anchors.AppendCertsFromPEM(pem)
	base := &tls.Config{RootCAs: anchors}
	configs := map[string]*tls.Config{"live": live.Config(base), "expired": expired.Config(base)}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		question := strings.Split(lines.Text(), " ")
		if err := request(configs[question[0]], question[1], question[2]); err != nil {
			fmt.Println("refuse", strings.Join(strings.Fields(err.Error()), " "))
		} else {
			fmt.Println("accept")
		}
	}
}

func request(config *tls.Config, host, port string) error {
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DialContext: dial, DisableKeepAlives: true}}
	answer, err := client.Get("https://" + host + ":" + port + "/")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
