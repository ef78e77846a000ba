// An app as most are: it believes every CA that the device believes.
import { runApp } from './run-app.ts';

runApp(async (url, headers) => (await fetch(url, { headers })).status);
