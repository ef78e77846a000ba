import { type Dispatcher, type RequestInit, FormData as UndiciFormData, fetch as undiciFetch } from 'undici';

/**
 * `fetch` over pinned connections. It is undici's own and not the process's: that one may have been replaced by something
 * that knows no dispatcher, and would go unpinned without a word. So what the process's classes make is taken over.
 */
export function pinnedFetch(dispatcher: Dispatcher): typeof globalThis.fetch {
  const fetch = (input: string | URL | Request, init: object | undefined) => {
    const [url, taken] = input instanceof Request ? [input.url, initOf(input)] : [input, {}];
    const all: RequestInit = { ...taken, ...init, dispatcher };
    return undiciFetch(url, all.body instanceof FormData ? { ...all, body: formOf(all.body) } : all);
  };
  return fetch as unknown as typeof globalThis.fetch;
}

function initOf(request: Request): RequestInit {
  const { method, headers, body, redirect, signal, integrity, keepalive, referrer, referrerPolicy } = request;
  const taken = { method, headers: [...headers], redirect, signal, integrity, keepalive, referrer, referrerPolicy };
  return { ...taken, ...(body ? { body, duplex: 'half' } : {}) } as unknown as RequestInit;
}

function formOf(form: FormData): UndiciFormData {
  const taken = new UndiciFormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') taken.append(name, value);
    else taken.append(name, value as never, value.name);
  }
  return taken;
}
