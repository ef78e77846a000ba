/**
 * Ends the program where a name is still being looked up that nobody waits for any more. A look-up cannot be cancelled,
 * and Node ends only when its threads have, which takes them 10 seconds and more where no name server answers: so the
 * program becomes another one that ends at once. Not on Windows, which has no such thing.
 */
export function leaveLookups(status: number): void {
  if (process.platform === 'win32' || !process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) return;
  process.execve?.('/bin/sh', ['sh', '-c', `exit ${status}`]);
}
