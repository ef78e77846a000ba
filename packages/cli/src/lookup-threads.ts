/**
 * Makes room for many look-ups of names at once. getaddrinfo takes a thread for each, and has half of Node's four: 200 names
 * at 50 ms took 5.2 seconds, and two dead ones would hold up all others. With 64 threads they took 0.4. The variable is read
 * when the first thread is needed: nothing asynchronous may have touched a file before.
 */
export function makeRoomForLookups(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= '64';
}
