import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { androidInstallScript, androidRemoveScript } from '../../src/device/android-script.ts';

const root = {
  hash: '0a1b2c3d',
  pem: '-----BEGIN CERTIFICATE-----\nMIIB$(touch /oops)`id`\n-----END CERTIFICATE-----\n',
};

/** Whether this machine lets a user have namespaces: what the script does is only tried in one. */
function findNamespaces() {
  const found = findProgram('unshare');
  if ('missing' in found) return found;
  const { status } = spawnSync(found.path, ['-Urmpf', '--mount-proc', 'true']);
  return status === 0 ? found : { missing: 'this machine grants no user and mount namespaces' };
}

describeWith(findProgram('dash', 'sh'), 'a shell as small as Android’s', (shell) => {
  test.each([
    ['install', androidInstallScript(root)],
    ['remove', androidRemoveScript()],
  ])('understands the script that is to %s', (_what, script) => {
    expect(spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('is told when it is not root', () => {
    const { status, stderr } = spawnSync(shell, ['-c', `id() { echo 2000; }\n${androidInstallScript(root)}`], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('needs root');
  });
});

// No device is here: what the script works on is Android's folders, in a mount namespace of its own on Linux.
describeWith(findNamespaces(), 'the system store, on a stand-in for Android', (unshare) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'livepin-'));
    for (const [path, name] of [
      ['system/etc/security/cacerts', 'old.0'],
      ['apex/com.android.conscrypt/cacerts', 'new.0'],
    ] as const) {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, name), 'genuine');
    }
    for (const path of ['data/local/tmp', 'proc', 'dev', 'usr', 'put'])
      mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['bin', 'lib', 'lib64', 'sbin']) execFileSync('ln', ['-s', `usr/${path}`, join(folder, path)]);
    writeFileSync(join(folder, 'install.sh'), androidInstallScript(root));
    writeFileSync(join(folder, 'remove.sh'), androidRemoveScript());
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs lines as root of the stand-in, beside an "app" with a mount namespace of its own. */
  function inside(lines: string): string {
    const enter = `
      set -e
      mount --bind ${folder} ${folder}
      mount --rbind /usr ${folder}/usr
      mount --rbind /dev ${folder}/dev
      mount -t proc proc ${folder}/proc
      cd ${folder}
      pivot_root . put
      umount -l /put
      mount --make-rshared /
      unshare --mount --propagation slave sleep 60 & app=$!
      until [ "$(readlink /proc/$app/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]; do :; done
      of_app() { nsenter --mount=/proc/$app/ns/mnt -- "$@"; }
      ${lines}
      kill $app
    `;
    return execFileSync(unshare, ['-Urmpf', '/bin/sh', '-c', enter], { encoding: 'utf8' });
  }

  const apex = '/apex/com.android.conscrypt/cacerts';
  const store = '/system/etc/security/cacerts';

  test('has the root and all that Android trusted, for apps that run already too', () => {
    const said = inside(
      `sh /install.sh; ls ${store}; of_app ls ${apex}; of_app cat ${apex}/0a1b2c3d.0; ls /data/local/tmp`,
    );
    expect(said.split('\n')).toEqual([
      'The lab is a CA of the system until the device restarts. Start the app anew.',
      '0a1b2c3d.0',
      'new.0',
      '0a1b2c3d.0',
      'new.0',
      ...root.pem.trim().split('\n'),
      '',
    ]);
  });

  test('is the same after the script ran twice', () => {
    const said = inside(`sh /install.sh; sh /install.sh; of_app ls ${apex}; grep -c " ${apex} " /proc/self/mounts`);
    expect(said).toMatch(/\n0a1b2c3d\.0\nnew\.0\n1\n$/);
  });

  test('is as it was after the other script', () => {
    const said = inside(
      `sh /install.sh; sh /remove.sh; ls ${store} ${apex}; of_app ls ${apex}; grep -c tmpfs.*cacerts /proc/self/mounts || :`,
    );
    expect(said).toMatch(/old\.0\n\n.*cacerts:\nnew\.0\nnew\.0\n0\n$|new\.0\n\n.*cacerts:\nold\.0\nnew\.0\n0\n$/s);
  });

  test('of an Android without the module is changed where it is', () => {
    const said = inside(`mv /apex /gone; sh /install.sh; ls ${store}; sh /remove.sh; ls ${store}; mv /gone /apex`);
    expect(said).toMatch(/\n0a1b2c3d\.0\nold\.0\n.*\nold\.0\n$/);
  });

  test('on the disk is what it was', () => {
    inside('sh /install.sh');
    expect(readdirSync(join(folder, store))).toEqual(['old.0']);
    expect(readdirSync(join(folder, apex))).toEqual(['new.0']);
    expect(readdirSync(folder)).not.toContain('oops');
  });
});
