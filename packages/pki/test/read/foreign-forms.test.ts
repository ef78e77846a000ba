import { readPins } from '@livepin/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { workshop } from '../programs.ts';

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

function refusalOf(bytes: Uint8Array, where: string): { code: string; message: string } {
  try {
    readPins(bytes, where);
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error(`${where} was read`);
}

test.each([
  { says: 'a key of PuTTY', text: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', command: 'puttygen' },
  {
    says: 'a public key of SSH',
    text: '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n',
    command: 'RFC4716',
  },
  {
    says: 'a key store of Bouncy Castle',
    text: '\0\0\0\u0002\0\0\0\u0014aaaaaaaaaaaaaaaaaaaa',
    command: '-srcstoretype BKS',
  },
  {
    says: 'a Java key store of the type JCEKS',
    text: '\u00ce\u00ce\u00ce\u00ce\0\0\0\u0002',
    command: '-srcstoretype JCEKS',
  },
])('$says is refused in a sentence that names it and the way out', ({ says, text, command }) => {
  const { code, message } = refusalOf(Buffer.from(text, 'latin1'), 'some.key');
  expect(code).toBe('LP_KEY_FILE_UNSUPPORTED');
  expect(message).toMatch(/^some\.key: .+\.$/);
  expect(message).toContain(says);
  expect(message).toContain(command);
});

test('a file whose name a shell would take apart is not put into a command', () => {
  const { message } = refusalOf(Buffer.from('ssh-ed25519 AAAAC3Nza me'), 'a; rm -rf b');
  expect(message).toContain('-f FILE.');
});

describeWith(findProgram('ssh-keygen'), 'keys that OpenSSH made', () => {
  beforeAll(() => shop.run('ssh-keygen', '-q', '-t', 'ecdsa', '-N', '', '-f', 'id'));

  test('a public key becomes one that is read, by the command that the refusal gives', async () => {
    const { code, message } = refusalOf(shop.read('id.pub'), 'id.pub');
    expect(code).toBe('LP_KEY_FILE_UNSUPPORTED');
    const command = /(ssh-keygen .+)\.$/.exec(message)![1]!;
    const converted = await shop.run('ssh-keygen', ...command.split(' ').slice(1));
    expect(readPins(converted, 'converted')).toMatchObject([{ kind: 'public key' }]);
  });

  test('a private key too, and it is the same key', async () => {
    const publicKey = await shop.run('ssh-keygen', '-e', '-m', 'PKCS8', '-f', 'id');
    const { code, message } = refusalOf(shop.read('id'), 'id');
    expect(code).toBe('LP_KEY_FILE_UNSUPPORTED');
    const command = /(ssh-keygen .+)\.$/.exec(message)![1]!;
    await shop.run('ssh-keygen', ...command.split(' ').slice(1), '-P', '', '-N', '');
    expect(readPins(shop.read('id'), 'id')).toEqual([{ ...readPins(publicKey, 'pub')[0]!, kind: 'private key' }]);
  });
});
