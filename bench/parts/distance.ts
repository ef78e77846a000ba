// Stands before servers as 50 ms of network do: every byte takes 25 ms on its way, there and back. A connection is made
// at once, since the system makes it; so the first byte waits for the round trip that making it would have taken.
// Usage: distance.ts PORT,PORT,…     answers `ports`: those that lead to them, in the same order
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answerQuestions } from './part.ts';

const oneWayMilliseconds = 25;

const ports = await Promise.all(
  process.argv[2]!.split(',').map(async (port) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      const isMade = performance.now() + 2 * oneWayMilliseconds;
      const far = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      carry(near, far, () => oneWayMilliseconds + Math.max(0, isMade - performance.now()));
      carry(far, near, () => oneWayMilliseconds);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return (server.address() as AddressInfo).port;
  }),
);
answerQuestions({ ports: () => ports });

function carry(from: Socket, to: Socket, milliseconds: () => number): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), milliseconds()));
  from.on('end', () => setTimeout(() => to.end(), milliseconds()));
  from.on('error', () => setTimeout(() => to.destroy(), milliseconds()));
}
