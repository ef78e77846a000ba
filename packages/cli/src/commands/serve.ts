import { defineCommand } from '../command.ts';
import { flag, textOr, wholeNumber } from '../sketch.ts';

export const serve = defineCommand({
  name: 'serve',
  summary: 'run the service',
  details: `Its first start makes the data folder with a development trust root, and an admin token. With --offline-root it waits
for a trust root that was made apart (livepin root init). Ctrl-C stops it.`,
  options: {
    folder: textOr('--folder <folder>', 'where its data is kept; made with mode 0700', './livepin-data'),
    host: textOr('--host <address>', 'the address to listen on', '127.0.0.1'),
    port: wholeNumber('--port <number>', 'the port to listen on; 0 takes a free one (default: 8440)', [0, 65_535]),
    isOfflineRoot: flag('--offline-root', 'at a first start: make no trust root, wait for one made apart'),
    isNewToken: flag('--new-admin-token', 'make another admin token; earlier ones are void'),
  },
  examples: ['livepin serve', 'livepin serve --folder /var/lib/livepin --port 8441 --offline-root'],
  async run({ folder, host, port = 8440, isOfflineRoot, isNewToken }, console) {
    // The service and its dependencies are read only here.
    const { startService } = await import('@livepin/server');
    const stop = stopSignal();
    await using service = await startService({
      folder,
      host,
      port,
      rootMode: isOfflineRoot ? 'offline' : 'development',
      newAdminToken: isNewToken,
      isTerminal: !console.isJson && process.stdout.isTTY === true,
      onLine: console.isJson ? console.note : console.line,
    });
    if (console.isJson) console.line(JSON.stringify({ url: service.url, folder }));
    const signal = await stop;
    console.note(`${signal === 'SIGINT' ? '\n' : ''}Livepin stops: what is under way is finished first.`);
    return null;
  },
});

// A second one while it stops ends the process at once, as without us.
function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  return promise;
}
