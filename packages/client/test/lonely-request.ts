// An app that waits for one request and nothing else: it prints what became of it.
import { type LivepinOptions, livepin } from '@livepin/client';
import { lookup } from './fixture.ts';

const { url, ...options } = JSON.parse(process.argv[2]!) as LivepinOptions & { readonly url: string };
Math.random = () => 0.05; // a heal that is not the first waits half a second
const pinned = await livepin({ ...options, lookup });
await pinned.fetch(url).catch((error) => console.log(error.cause.code, error.cause.heal.outcome));
