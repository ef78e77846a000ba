// What the phone's operating system does for its apps, loaded before each of them: it knows the API's address. (What CAs
// it trusts, the attacker's among them, Node is told by NODE_EXTRA_CA_CERTS.)
import dns from 'node:dns';

type Lookup = (host: string, options: dns.LookupOptions, answer: (...answers: unknown[]) => void) => void;

const genuine = dns.lookup as Lookup;
const apiHost = new URL(process.env['API'] ?? '').hostname;

const lookup: Lookup = (host, options, answer) => {
  if (host !== apiHost) return genuine(host, options, answer);
  if (options.all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
  else answer(null, '127.0.0.1', 4);
};
dns.lookup = lookup as typeof dns.lookup;
