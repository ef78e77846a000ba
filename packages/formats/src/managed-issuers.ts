const managed =
  /Let's Encrypt|ISRG|ZeroSSL|Google Trust Services|Amazon|Cloudflare|Buypass Class 2|SSL\.com.*(?:ACME|SubCA)|Azure TLS|Microsoft/i;

/**
 * Whether the clients or the cloud of a CA make a new key at each renewal, unless they are told not to.
 * @param issuer the issuer of a server's certificate, as people read it
 */
export function isManagedIssuer(issuer: string): boolean {
  return managed.test(issuer);
}
