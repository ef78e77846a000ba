import type { Client } from './client.ts';
import { curl } from './curl.ts';
import { goClients } from './go.ts';
import { livepins, recipes } from './node.ts';
import { okhttp } from './okhttp.ts';

/** Everybody who is tried, Livepin first. */
export const clients: readonly Client[] = [...livepins, ...recipes, curl, ...goClients, okhttp];
