/** "ENOENT" */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** Why the system refused, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return reasons[codeOf(error) ?? ''] ?? message.replace(/^[A-Z]+: |, \w+ '.*'$/g, '').replace(/\.$/, '');
}
