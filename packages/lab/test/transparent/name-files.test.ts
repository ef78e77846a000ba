import { expect, test } from 'vitest';
import { withoutNameServices } from '../../src/transparent/name-files.ts';

test.each([
  { says: 'of Debian', line: 'hosts:          files dns' },
  { says: 'of systemd', line: 'hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns' },
  { says: 'of a desktop', line: '  hosts : files mdns4_minimal [NOTFOUND=return] dns # by Avahi' },
])('the services of names $says give way to files and DNS, and all else stays', ({ line }) => {
  const text = `passwd: files systemd\n${line}\nnetworks: files\n# hosts: not this\n`;
  expect(withoutNameServices(text)).toBe(
    'passwd: files systemd\nhosts: files dns\nnetworks: files\n# hosts: not this\n',
  );
});
