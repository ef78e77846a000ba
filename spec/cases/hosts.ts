import type { HostVector, MatchVector } from '../vector.ts';
import type { Cases } from './story.ts';

const asked = (says: string, text: string, host: string | null): HostVector => ({
  kind: 'host',
  says,
  reading: 'request',
  text,
  expect: host === null ? 'LP_HOST_MALFORMED' : { host },
});
const written = (says: string, text: string, expect: HostVector['expect']): HostVector => ({
  kind: 'host',
  says,
  reading: 'document',
  text,
  expect,
});

export const hosts: Cases<HostVector> = {
  plain: asked('a plain name', 'api.example.com', 'api.example.com'),
  'upper-case': asked('upper case is lowered', 'API.Example.COM', 'api.example.com'),
  'trailing-dot': asked('one trailing dot is dropped', 'api.example.com.', 'api.example.com'),
  'two-trailing-dots': asked('two are no name', 'api.example.com..', null),
  'single-label': asked('a single label', 'localhost', 'localhost'),
  underscore: asked('underscores are used in names', 'my_api._tcp.example.com', 'my_api._tcp.example.com'),
  'a-label': asked('an A-label', 'xn--bcher-kva.example', 'xn--bcher-kva.example'),
  unicode: asked('a Unicode name must be written in A-labels', 'bücher.example', null),
  'leading-hyphen': asked('a label begins with a hyphen', '-api.example.com', null),
  'trailing-hyphen': asked('a label ends with a hyphen', 'api-.example.com', null),
  'empty-label': asked('an empty label', 'api..example.com', null),
  empty: asked('nothing', '', null),
  'only-dot': asked('the root', '.', null),
  'label-63': asked('a label of 63 characters', `${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`),
  'label-64': asked('a label of 64 characters', `${'a'.repeat(64)}.example`, null),
  'name-too-long': asked('a name of 254 characters', `${'a.'.repeat(126)}aa`, null),
  wildcard: asked('a wildcard is no host', '*.example.com', null),
  url: asked('a URL is no host', 'https://api.example.com', null),
  'with-port': asked('a port is not part of a host', 'api.example.com:443', null),
  blank: asked('white space', ' api.example.com', null),
  ipv4: asked('an IPv4 address', '192.0.2.1', '192.0.2.1'),
  'ipv4-trailing-dot': asked('with a trailing dot', '192.0.2.1.', '192.0.2.1'),
  'ipv4-leading-zero': asked('a leading zero is octal to some', '192.0.2.010', null),
  'ipv4-short': asked('three parts are an address to some', '192.0.513', null),
  'ipv4-hex': asked('so is hexadecimal', '0xc0000201', null),
  'ipv4-over': asked('a part above 255', '192.0.2.256', null),
  'number-ending': asked('a name that ends in a number is an address to URL parsers', 'api.example.1', null),
  ipv6: asked('an IPv6 address', '2001:db8::1', '2001:db8::1'),
  'ipv6-brackets': asked('in brackets, as in a URL', '[2001:db8::1]', '2001:db8::1'),
  'ipv6-long': asked('in its long form', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'),
  'ipv6-one-zero-group': asked('one zero group is not shortened', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'),
  'ipv6-first-run': asked('of two equal runs the first is shortened', '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'),
  'ipv6-mapped': asked('a v4-mapped address is the IPv4 address', '::ffff:192.0.2.1', '192.0.2.1'),
  'ipv6-mapped-hex': asked('also written in hexadecimal', '[::FFFF:c000:201]', '192.0.2.1'),
  'ipv6-zone': asked('a zone', 'fe80::1%eth0', null),
  'ipv6-two-gaps': asked('two gaps', '2001::db8::1', null),
  'ipv6-nine-groups': asked('nine groups', '1:2:3:4:5:6:7:8:9', null),
  'brackets-around-name': asked('brackets around a name', '[api.example.com]', null),
  'document-plain': written('in a document', 'api.example.com', { host: 'api.example.com' }),
  'document-upper-case': written('in a document, upper case', 'API.example.com', 'LP_HOST_NOT_CANONICAL'),
  'document-trailing-dot': written('in a document, a trailing dot', 'api.example.com.', 'LP_HOST_NOT_CANONICAL'),
  'document-ipv6-long': written('in a document, a long address', '2001:db8:0:0:0:0:0:1', 'LP_HOST_NOT_CANONICAL'),
  'document-ipv6-brackets': written('in a document, brackets', '[2001:db8::1]', 'LP_HOST_NOT_CANONICAL'),
  'document-ipv6-mapped': written('in a document, a v4-mapped address', '::ffff:192.0.2.1', 'LP_HOST_NOT_CANONICAL'),
  'document-malformed': written('in a document, no host', 'api example.com', 'LP_HOST_MALFORMED'),
};

const below = (host: string) => ({ host, subdomains: true });
const only = (host: string) => ({ host, subdomains: false });
const match = (says: string, patterns: MatchVector['patterns'], host: string, expect: string | null): MatchVector => ({
  kind: 'match',
  says,
  patterns,
  host,
  expect,
});

export const matching: Cases<MatchVector> = {
  exact: match('a name covers itself', [only('example.com')], 'example.com', 'example.com'),
  'exact-not-below': match('and nothing below it', [only('example.com')], 'api.example.com', null),
  'subdomains-itself': match(
    'a sub-domain rule covers the name itself',
    [below('example.com')],
    'example.com',
    'example.com',
  ),
  'subdomains-one': match('one label below', [below('example.com')], 'api.example.com', 'example.com'),
  'subdomains-deep': match('any depth', [below('example.com')], 'a.b.c.example.com', 'example.com'),
  'label-boundary': match('only at a label boundary', [below('example.com')], 'badexample.com', null),
  'most-specific': match(
    'the most specific pattern wins',
    [below('example.com'), below('api.example.com')],
    'v1.api.example.com',
    'api.example.com',
  ),
  'order-is-free': match(
    'in whatever order they stand',
    [below('api.example.com'), below('example.com')],
    'v1.api.example.com',
    'api.example.com',
  ),
  'specific-without-subdomains': match(
    'a specific pattern that does not reach below leaves it to the one above',
    [below('example.com'), only('api.example.com')],
    'v1.api.example.com',
    'example.com',
  ),
  'request-upper-case': match('a request in upper case', [only('example.com')], 'EXAMPLE.com.', 'example.com'),
  sibling: match('a sibling is not covered', [below('api.example.com')], 'www.example.com', null),
  address: match('an address matches exactly', [only('192.0.2.1')], '192.0.2.1', '192.0.2.1'),
  'address-below-name': match(
    'a sub-domain rule of a name never covers an address',
    [below('example.com')],
    '192.0.2.1',
    null,
  ),
  'address-mapped': match(
    'a v4-mapped request meets the pins of the address',
    [only('192.0.2.1')],
    '::ffff:c000:201',
    '192.0.2.1',
  ),
};
