// What sslstrip does to answers (Marlinspike, 2009): no secure link, no order to come back securely, no cookie that waits for it.

type Headers = readonly (readonly [name: string, value: string])[];

/** Request headers without those that would bring an answer that cannot be read, or none. */
export function plainRequestHeaders(headers: Headers): Headers {
  return headers.filter(
    ([name]) => !/^(accept-encoding|upgrade-insecure-requests|if-none-match|if-modified-since)$/i.test(name),
  );
}

export function stripHeaders(headers: Headers): Headers {
  return headers.flatMap(([name, value]): Headers => {
    switch (name.toLowerCase()) {
      case 'strict-transport-security':
      case 'alt-svc':
      case 'content-security-policy':
        return [];
      case 'set-cookie':
        return [[name, value.replace(/;\s*secure\b(?=\s*(;|$))/gi, '')]];
      case 'location':
      case 'refresh':
      case 'link':
        return [[name, stripText(value)]];
      default:
        return [[name, value]];
    }
  });
}

export function stripText(text: string): string {
  return text.replace(/https:(\\?\/\\?\/)/gi, 'http:$1').replace(/wss:(\\?\/\\?\/)/gi, 'ws:$1');
}

/** Whether an answer is a text in which links can stand. */
export function hasLinks(contentType: string | null): boolean {
  return /^\s*(text\/|application\/([a-z.+-]*\+)?(json|xml|javascript|xhtml))/i.test(contentType ?? '');
}
